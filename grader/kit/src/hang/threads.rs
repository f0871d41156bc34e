//! The other threads of the process: where they are, and whether they compute or wait.

use super::{stack, state::ANSWER_TIMEOUT};
use crate::sys::threads::{Thread, others};
use kata_protocol::{SampleKind, StackSample};
use std::{
    thread,
    time::{Duration, Instant},
};

/// How long a thread is watched to tell whether it computes or waits.
const WINDOW: Duration = Duration::from_millis(100);
/// CPU time in that window from which on it computes: on a busy machine it gets little.
const COMPUTES: Duration = Duration::from_millis(5);
/// The most samples of a thread that computes.
const SAMPLES: usize = 16;

/// Where the other threads are, and whether they stay there.
pub(super) fn other_threads() -> Vec<StackSample> {
    let started = Instant::now();
    let threads: Vec<_> = others()
        .into_iter()
        // On a busy machine each is slow to answer.
        .take_while(|_| started.elapsed() < 2 * ANSWER_TIMEOUT)
        .map(|thread| (thread, thread.cpu_time(), stack_of(thread)))
        .collect();
    thread::sleep(WINDOW);
    let mut seen = Vec::new();
    let mut busy = Vec::new();
    for (thread, before, stack) in threads {
        if thread.cpu_time().saturating_sub(before) >= COMPUTES {
            busy.push(thread);
        } else if stack::is_of_the_program(&stack) {
            // A thread with nothing of the checks' or the student's is tokio's or the kit's own.
            let kind = SampleKind::ThreadBlocked;
            seen.push(StackSample { kind, stack });
        }
    }
    // All of them in turn, so that many do not take longer than one.
    let started = Instant::now();
    for _ in 0..SAMPLES {
        for thread in &busy {
            if started.elapsed() > ANSWER_TIMEOUT {
                return seen;
            }
            let (kind, stack) = (SampleKind::ThreadBusy, stack_of(*thread));
            seen.push(StackSample { kind, stack });
        }
        thread::sleep(WINDOW / 50);
    }
    seen
}

fn stack_of(thread: Thread) -> Vec<String> {
    let addresses = thread.stack().into_iter();
    addresses.filter_map(stack::portable).collect()
}
