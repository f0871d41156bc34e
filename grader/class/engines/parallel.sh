#!/usr/bin/env bash
# Grades a class with GNU parallel, on this machine or on several.
#
#   grader/class/engines/parallel.sh     from the top folder of your clone
#
# Run it again after a failure: what is graded is not graded again.
set -euo pipefail

# Edit these, or set the variables.
submissions=${SUBMISSIONS:-$HOME/submissions}
marks=${MARKS:-$HOME/marks}
parts=${PARTS:-8}
# What `plan` and `grade` are told, for example: --roster who.csv --katas wait_for_first,wait_for_all
options=${OPTIONS:-}
# What parallel is told, for example: --sshlogin anna,berta. All machines must see the same files in the same places.
machines=${MACHINES:-}

class=${CARGO_TARGET_DIR:-target}/debug/class
work=$marks.parts

cargo build --locked -p class
mkdir -p "$work"
# shellcheck disable=SC2086 # several words
"$class" plan "$submissions" $options >"$work/plan"
# One part at a time on each machine, which uses all its cores.
# shellcheck disable=SC2086 # several words
seq "$parts" | parallel --will-cite --jobs 1 --retries 3 --workdir "$PWD" --joblog "$work/log" $machines \
    "$class" grade "${submissions@Q}" --out "${work@Q}"/part-{} --shard "{}/$parts" "$options" || echo "parallel says that a part has failed." >&2
exec "$class" merge "$work"/part-* --plan "$work/plan" --out "$marks"
