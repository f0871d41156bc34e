//! The tasks of a runtime: where they wait, and which are polled all the time.

use super::state::ANSWER_TIMEOUT;
#[cfg(feature = "taskdump")]
use super::{
    stack,
    state::{BUSY_POLLS, SpawnedTask, lock, state},
};
#[cfg(feature = "taskdump")]
use kata_protocol::SampleKind;
use kata_protocol::StackSample;
use std::{
    future::Future,
    panic::{self, AssertUnwindSafe},
    sync::mpsc,
    task::{Context, Poll, Waker},
    thread,
};
use tokio::runtime::{Builder, Handle, RuntimeFlavor};

/// Where the tasks of a multi-thread runtime wait. It answers only if none of its workers is blocked;
/// a blocked one is seen as a thread.
pub(super) fn tasks_of_workers(runtime: &Handle) -> Vec<StackSample> {
    if runtime.runtime_flavor() == RuntimeFlavor::CurrentThread {
        return Vec::new();
    }
    let (sender, receiver) = mpsc::channel();
    let runtime = runtime.clone();
    thread::spawn(move || {
        // It fails after the timeout.
        let _ = sender.send(futures::executor::block_on(tasks_of(&runtime)));
    });
    // It has to get hold of every worker, which on a busy machine takes its time.
    receiver
        .recv_timeout(2 * ANSWER_TIMEOUT)
        .unwrap_or_default()
}

/// Where the tasks of this thread's runtime wait, if it has no other thread.
pub(super) fn tasks_here() -> Vec<StackSample> {
    let Ok(runtime) = Handle::try_current() else {
        return Vec::new();
    };
    if runtime.runtime_flavor() != RuntimeFlavor::CurrentThread {
        return Vec::new();
    }
    // In its own thread a current-thread runtime answers at once; and it panics over a future that
    // wakes itself, because it has lent out what that needs.
    let asked = || {
        let tasks = std::pin::pin!(tasks_of(&runtime));
        tasks.poll(&mut Context::from_waker(Waker::noop()))
    };
    match panic::catch_unwind(AssertUnwindSafe(asked)) {
        Ok(Poll::Ready(seen)) => seen,
        Ok(Poll::Pending) | Err(_) => Vec::new(),
    }
}

/// The most tasks whose place is kept.
#[cfg(feature = "taskdump")]
const MAX_NOTED: usize = 1 << 12;

/// Has a runtime that is about to be built note where its tasks are spawned, and count how often they are
/// polled during sampling.
pub(crate) fn note_tasks(builder: &mut Builder) {
    #[cfg(feature = "taskdump")]
    builder
        .on_task_spawn(|task| {
            let mut tasks = lock(&state().tasks);
            if tasks.len() < MAX_NOTED {
                tasks.push(SpawnedTask {
                    id: task.id(),
                    spawned_at: task.spawned_at(),
                    polls: 0,
                });
            }
        })
        .on_before_task_poll(|task| {
            if state().is_sampling()
                && let Some(spawned) = lock(&state().tasks)
                    .iter_mut()
                    .find(|known| known.id == task.id())
            {
                spawned.polls += 1;
            }
        });
    #[cfg(not(feature = "taskdump"))]
    let _ = builder;
}

#[cfg(feature = "taskdump")]
impl SpawnedTask {
    fn sample(&self, kind: SampleKind) -> StackSample {
        let stack = vec![stack::of_place(
            self.spawned_at.file(),
            self.spawned_at.line(),
        )];
        StackSample { kind, stack }
    }
}

/// The tasks that were polled all the time during sampling.
#[cfg(feature = "taskdump")]
pub(super) fn spinning_tasks() -> Vec<StackSample> {
    let tasks = lock(&state().tasks);
    let spinning = tasks.iter().filter(|task| task.polls >= BUSY_POLLS);
    spinning
        .map(|task| task.sample(SampleKind::TaskSpins))
        .collect()
}

#[cfg(not(feature = "taskdump"))]
pub(super) fn spinning_tasks() -> Vec<StackSample> {
    Vec::new()
}

/// The most tasks that are sampled: each takes its time, and thousands seldom differ.
#[cfg(feature = "taskdump")]
const MAX_SAMPLED: usize = 64;

#[cfg(feature = "taskdump")]
async fn tasks_of(runtime: &Handle) -> Vec<StackSample> {
    let dump = runtime.dump().await;
    let of_task = |task: &tokio::runtime::dump::Task| -> Vec<StackSample> {
        let places = task.trace().resolve_backtraces();
        if places.is_empty() {
            let tasks = lock(&state().tasks);
            let known = tasks.iter().find(|known| known.id == task.id());
            let seen = known.map(|known| known.sample(SampleKind::TaskWaitsElsewhere));
            return seen.into_iter().collect();
        }
        let stacks = places.iter().map(|place| {
            let addresses = place.frames().map(|frame| frame.ip() as usize);
            addresses.filter_map(stack::portable).collect()
        });
        let kind = SampleKind::TaskWaits;
        stacks.map(|stack| StackSample { kind, stack }).collect()
    };
    dump.tasks()
        .iter()
        .take(MAX_SAMPLED)
        .flat_map(of_task)
        .collect()
}

#[cfg(not(feature = "taskdump"))]
async fn tasks_of(_: &Handle) -> Vec<StackSample> {
    Vec::new()
}
