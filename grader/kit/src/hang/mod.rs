//! What can be seen of a check, or of a student's program, that does not come to its end.
//!
//! Nothing here costs a check that passes more than a counter. When a check is not done in time, its
//! own future is polled once more with a waker that notes where it is kept, the runtime is asked where
//! its tasks wait, and every other thread is interrupted for a sample of its stack.

mod hint;
mod sampled;
mod stack;
mod state;
mod tasks;
#[cfg(target_os = "linux")]
mod threads;
mod traced;

pub use hint::{HangHint, hang_hint};
pub(crate) use sampled::SampledFuture;
pub(crate) use stack::{in_the_program, set_anchor, symbolize};
pub(crate) use tasks::note_tasks;

use kata_protocol::{HangSamples, SampleKind, StackSample};
use state::{BUSY_POLLS, lock, state};
use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::{Context, Poll},
};
use tasks::{spinning_tasks, tasks_here, tasks_of_workers};
#[cfg(target_os = "linux")]
use threads::other_threads;
use tokio::runtime::Handle;
use traced::poll_traced;

/// Elsewhere no thread can be interrupted for its stack.
#[cfg(not(target_os = "linux"))]
fn other_threads() -> Vec<StackSample> {
    Vec::new()
}

/// Takes a sample of the other threads. For a check that is about to fail because one of them, which
/// runs the student's code, is not done.
pub fn sample_threads() {
    note(other_threads());
}

/// Calls `poll`, which polls a future that spins, once more, and takes samples of what it does.
pub(crate) fn note_spinning(
    poll: &mut dyn FnMut(&mut Context<'_>) -> Poll<()>,
    cx: &mut Context<'_>,
) {
    let (_, mut samples) = poll_traced(poll, cx);
    // What it asks to be woken by is not what it waits for: it goes on without that.
    for sample in &mut samples {
        sample.kind = SampleKind::FutureWakesItself;
    }
    note(samples);
}

fn note(stacks: Vec<StackSample>) {
    *lock(&state().noted) = HangSamples {
        stacks,
        program: None,
    };
}

/// Notes that the student's program hung when it was called with `arguments`.
pub(crate) fn note_program(arguments: &[&str]) {
    *lock(&state().noted) = HangSamples {
        stacks: Vec::new(),
        program: Some(arguments.iter().map(|word| word.to_string()).collect()),
    };
}

/// What the check says a hang would mean; empty if it says nothing.
pub(crate) fn hint() -> String {
    state().hint()
}

/// The samples that were taken so far, for a check that has failed.
pub(crate) fn noted() -> HangSamples {
    lock(&state().noted).clone()
}

/// Whether samples are being taken: panics are not reported then.
pub(crate) fn is_sampling() -> bool {
    state().is_sampling()
}

/// `future`, so that it can be sampled while it is driven.
pub(crate) fn sampled<'a>(
    future: Pin<Box<dyn Future<Output = ()> + 'a>>,
    runtime: Option<Handle>,
) -> SampledFuture<'a> {
    SampledFuture::new(state(), future, runtime)
}

/// Takes samples of everything that has not come to its end. For the watchdog's thread.
pub(crate) fn sample_all() -> HangSamples {
    state().set_sampling(true);
    let mut all = noted();
    let stacks = &mut all.stacks;
    stacks.extend(other_threads());
    stacks.extend(spinning_tasks());
    let futures = lock(&state().futures).clone();
    for probe in futures {
        stacks.extend(probe.sample());
        if let Some(runtime) = &probe.runtime {
            stacks.extend(tasks_of_workers(runtime));
        }
    }
    all
}

/// Takes samples of `future`, which has had all its time, and of the tasks and threads.
pub(crate) async fn sample_future(mut future: Pin<&mut (dyn Future<Output = ()> + '_)>) {
    state().set_sampling(true);
    // In so many turns a task that wakes itself is polled as often, and another one hardly ever.
    for _ in 0..2 * BUSY_POLLS {
        tokio::task::yield_now().await;
    }
    let samples = poll_fn(|cx| {
        let (_, mut samples) = poll_traced(&mut |cx| future.as_mut().poll(cx), cx);
        samples.extend(tasks_here());
        Poll::Ready(samples)
    });
    let mut samples = samples.await;
    samples.extend(spinning_tasks());
    if let Ok(runtime) = Handle::try_current() {
        samples.extend(tasks_of_workers(&runtime));
    }
    samples.extend(other_threads());
    note(samples);
    state().set_sampling(false);
}
