#!/usr/bin/env bash
# Grades a class on Slurm: an array job with a part of the work for each task, and the marks in the end.
#
#   grader/class/engines/slurm.sh        from the top folder of your clone, on a file system that all nodes see
#
# Run it again after a failure: what is graded is not graded again.
#
#SBATCH --job-name=katas
#SBATCH --cpus-per-task=2
#SBATCH --mem-per-cpu=2G
#SBATCH --time=02:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
set -euo pipefail

# Edit these, or set the variables. All three are on the file system that all nodes see.
submissions=${SUBMISSIONS:-$HOME/submissions}
marks=${MARKS:-$HOME/marks}
parts=${PARTS:-8}
# What `plan` and `grade` are told, for example: --roster who.csv --katas wait_for_first,wait_for_all
options=${OPTIONS:-}
# The grader's own files, best on a disk of each node.
export KATA_STATE_DIR=${KATA_STATE_DIR:-/tmp/katas-$(id -un)}

class=${CARGO_TARGET_DIR:-target}/debug/class
work=$marks.parts

# By hand: plan, let Slurm grade, and put the parts together. `merge` names what is missing.
if [ -z "${SLURM_ARRAY_TASK_ID:-}" ]; then
    cargo build --locked -p class
    mkdir -p "$work"
    # shellcheck disable=SC2086 # several words
    "$class" plan "$submissions" $options >"$work/plan"
    job=$(sbatch --parsable --array="1-$parts" --output="$work/%a.log" "$0")
    echo "Slurm grades it as job $job; what the parts say is in $work."
    while squeue --noheader --jobs="$job" 2>&1 | grep -q "$job"; do sleep 3; done
    exec "$class" merge "$work"/part-* --plan "$work/plan" --out "$marks"
fi

# In a task of the array job.
code=0
# shellcheck disable=SC2086 # several words
"$class" grade "$submissions" --out "$work/part-$SLURM_ARRAY_TASK_ID" --shard "/$SLURM_ARRAY_TASK_COUNT" \
    --jobs "${SLURM_CPUS_PER_TASK:-1}" $options || code=$?
# The machine has failed, and another one may not.
if [ "$code" = 70 ] && [ "${SLURM_RESTART_COUNT:-0}" -lt 2 ]; then
    scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
    sleep 60 # until Slurm ends this try
fi
exit "$code"
