# Grades submissions in a container.
#
#   docker build -t async-rust-katas .
#   docker run --rm --network none -v "$PWD/submissions:/submissions:ro" -v "$PWD/marks:/marks" async-rust-katas \
#       grade /submissions --out /marks
#
# The section "In a container" of README.md says which protections hold there.
FROM rust:1.95-bookworm

# Nothing is built or graded as root. The number is that of the first person on most machines, whose `marks` can be
# written to; another one is given with `--build-arg`.
ARG USER_ID=1000
RUN useradd --uid "$USER_ID" --create-home grader
COPY --chown=$USER_ID . /katas
USER $USER_ID
WORKDIR /katas

# What is built here needs no network afterwards.
RUN .devcontainer/prepare class
ENV CARGO_NET_OFFLINE=true

ENTRYPOINT ["/katas/target/debug/class"]
CMD []
