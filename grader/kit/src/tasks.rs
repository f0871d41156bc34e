//! The tasks of a runtime: where they wait, and which are polled all the time.

use crate::hang::PATIENCE;
#[cfg(feature = "taskdump")]
use crate::hang::{OFTEN, is_looking, lock};
#[cfg(feature = "taskdump")]
use crate::stack;
#[cfg(feature = "taskdump")]
use kata_protocol::SampleKind;
use kata_protocol::StackSample;
#[cfg(feature = "taskdump")]
use std::sync::Mutex;
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
pub(crate) fn tasks_of_workers(runtime: &Handle) -> Vec<StackSample> {
    if runtime.runtime_flavor() == RuntimeFlavor::CurrentThread {
        return Vec::new();
    }
    let (sender, receiver) = mpsc::channel();
    let runtime = runtime.clone();
    thread::spawn(move || {
        // Nobody may be listening any more.
        let _ = sender.send(futures::executor::block_on(tasks_of(&runtime)));
    });
    // It has to get hold of every worker, which on a busy machine takes its time.
    receiver.recv_timeout(2 * PATIENCE).unwrap_or_default()
}

/// Where the tasks of this thread's runtime wait, if it has no other thread.
pub(crate) fn tasks_here() -> Vec<StackSample> {
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

/// Has a runtime that is about to be built remember where its tasks are spawned, and count how often
/// they are polled while somebody looks.
pub(crate) fn note_tasks(builder: &mut Builder) {
    #[cfg(feature = "taskdump")]
    builder
        .on_task_spawn(|task| {
            const MOST: usize = 1 << 12;
            let mut spawned = lock(&SPAWNED);
            if spawned.len() < MOST {
                spawned.push(Spawned {
                    id: task.id(),
                    at: task.spawned_at(),
                    polls: 0,
                });
            }
        })
        .on_before_task_poll(|task| {
            if is_looking()
                && let Some(spawned) = lock(&SPAWNED)
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
static SPAWNED: Mutex<Vec<Spawned>> = Mutex::new(Vec::new());

#[cfg(feature = "taskdump")]
struct Spawned {
    id: tokio::task::Id,
    at: &'static std::panic::Location<'static>,
    polls: u32,
}

#[cfg(feature = "taskdump")]
impl Spawned {
    fn sample(&self, kind: SampleKind) -> StackSample {
        let stack = vec![stack::of_place(self.at.file(), self.at.line())];
        StackSample { kind, stack }
    }
}

/// The tasks that were polled all the time while somebody looked.
#[cfg(feature = "taskdump")]
pub(crate) fn spinning_tasks() -> Vec<StackSample> {
    let spawned = lock(&SPAWNED);
    let spinning = spawned.iter().filter(|task| task.polls >= OFTEN);
    spinning
        .map(|task| task.sample(SampleKind::TaskSpins))
        .collect()
}

#[cfg(not(feature = "taskdump"))]
pub(crate) fn spinning_tasks() -> Vec<StackSample> {
    Vec::new()
}

/// So many tasks are looked at: each takes its time, and thousands seldom differ.
#[cfg(feature = "taskdump")]
const MOST_TASKS: usize = 64;

#[cfg(feature = "taskdump")]
async fn tasks_of(runtime: &Handle) -> Vec<StackSample> {
    let dump = runtime.dump().await;
    let of_task = |task: &tokio::runtime::dump::Task| -> Vec<StackSample> {
        let places = task.trace().resolve_backtraces();
        if places.is_empty() {
            let spawned = lock(&SPAWNED);
            let known = spawned.iter().find(|known| known.id == task.id());
            let seen = known.map(|known| known.sample(SampleKind::TaskWaitsElsewhere));
            return seen.into_iter().collect();
        }
        let stacks = places.iter().map(|place| {
            let addresses = place.frames().map(|frame| frame.ip() as usize);
            addresses.filter_map(stack::written).collect()
        });
        let kind = SampleKind::TaskWaits;
        stacks.map(|stack| StackSample { kind, stack }).collect()
    };
    dump.tasks()
        .iter()
        .take(MOST_TASKS)
        .flat_map(of_task)
        .collect()
}

#[cfg(not(feature = "taskdump"))]
async fn tasks_of(_: &Handle) -> Vec<StackSample> {
    Vec::new()
}
