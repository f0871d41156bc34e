//! What a hang would mean, said before it happens; and what can be seen of it when it has.
//!
//! Nothing here costs a check that passes more than a counter. When a check is not done in time, its
//! own future is polled once more with a waker that notes where it is kept, the runtime is asked where
//! its tasks wait, and every other thread is interrupted for a look at its stack.

use crate::{
    sighting::{Manner, Sighting},
    stack,
    sys::{self, Observer},
};
use futures::task::AtomicWaker;
use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering::SeqCst},
        mpsc,
    },
    task::{Context, Poll, Waker},
    thread,
    time::Duration,
};
use tokio::runtime::{Handle, RuntimeFlavor};

static MEANING: Mutex<String> = Mutex::new(String::new());
/// The futures that are being driven now.
static ROOTS: Mutex<Vec<Arc<Root>>> = Mutex::new(Vec::new());
/// What was seen before the check failed.
static NOTED: Mutex<Vec<Sighting>> = Mutex::new(Vec::new());

/// How long a thread is watched to tell whether it computes or waits.
const WINDOW: Duration = Duration::from_millis(100);
/// CPU time in that window from which on it computes, also on a busy machine.
const COMPUTES: Duration = Duration::from_millis(20);
/// How long somebody is waited for who may never answer.
const PATIENCE: Duration = Duration::from_millis(300);
/// The most that is noted of one future.
const MOST: usize = 16;

/// From here on, a check that is not done in time is explained with `why`, the misconception that a
/// hang at this point is a sign of. The last call counts.
///
/// On the paused clock [`within`](crate::within) around the student's future is better still: it says
/// the same after no time at all. This is for code that blocks its thread.
pub fn if_it_hangs(why: &str) {
    *lock(&MEANING) = why.to_string();
}

/// What the check said a hang would mean; empty if it said nothing.
pub(crate) fn meaning() -> String {
    lock(&MEANING).clone()
}

/// What has been noted so far, for a check that has failed.
pub(crate) fn noted() -> Vec<Sighting> {
    lock(&NOTED).clone()
}

/// Looks where everything is that does not come to its end. For the watchdog's thread.
pub(crate) fn look_around() -> Vec<Sighting> {
    let mut seen = noted();
    seen.extend(other_threads());
    let roots = lock(&ROOTS).clone();
    for root in roots {
        seen.extend(root.ask());
        seen.extend(root.tasks_of_workers());
    }
    seen
}

/// Notes where `future` waits, which has had all its time, and where tasks and threads are.
pub(crate) async fn look_at<F: Future>(mut future: Pin<&mut F>) {
    let seen = poll_fn(|cx| {
        let (_, mut seen) = traced(future.as_mut(), cx);
        seen.extend(tasks_here());
        Poll::Ready(seen)
    });
    let mut seen = seen.await;
    seen.extend(other_threads());
    *lock(&NOTED) = seen;
}

/// A future that can be asked where it waits.
pub(crate) struct Watched<'a> {
    future: Pin<Box<dyn Future<Output = ()> + 'a>>,
    root: Arc<Root>,
}

struct Root {
    waker: AtomicWaker,
    asked: AtomicBool,
    answer: Mutex<Option<Vec<Sighting>>>,
    runtime: Handle,
}

impl<'a> Watched<'a> {
    pub(crate) fn new(future: Pin<Box<dyn Future<Output = ()> + 'a>>, runtime: &Handle) -> Self {
        let root = Arc::new(Root {
            waker: AtomicWaker::new(),
            asked: AtomicBool::new(false),
            answer: Mutex::new(None),
            runtime: runtime.clone(),
        });
        lock(&ROOTS).push(root.clone());
        Self { future, root }
    }
}

impl Future for Watched<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Self { future, root } = &mut *self;
        root.waker.register(cx.waker());
        if !root.asked.load(SeqCst) {
            return future.as_mut().poll(cx);
        }
        root.asked.store(false, SeqCst);
        let (poll, mut seen) = traced(future.as_mut(), cx);
        seen.extend(tasks_here());
        *lock(&root.answer) = Some(seen);
        poll
    }
}

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        lock(&ROOTS).retain(|root| !Arc::ptr_eq(root, &self.root));
    }
}

impl Root {
    /// Has the future polled once more; nothing is seen if its thread never comes back to it.
    fn ask(&self) -> Vec<Sighting> {
        self.asked.store(true, SeqCst);
        self.waker.wake();
        for _ in 0..PATIENCE.as_millis() / 5 {
            if let Some(seen) = lock(&self.answer).take() {
                return seen;
            }
            thread::sleep(Duration::from_millis(5));
        }
        Vec::new()
    }

    /// Where the tasks of a multi-thread runtime wait. It answers only if none of its workers is
    /// blocked; a blocked one is seen as a thread.
    fn tasks_of_workers(&self) -> Vec<Sighting> {
        if self.runtime.runtime_flavor() == RuntimeFlavor::CurrentThread {
            return Vec::new();
        }
        let (sender, receiver) = mpsc::channel();
        let runtime = self.runtime.clone();
        thread::spawn(move || {
            // Nobody may be listening any more.
            let _ = sender.send(futures::executor::block_on(tasks_of(&runtime)));
        });
        receiver.recv_timeout(PATIENCE).unwrap_or_default()
    }
}

/// Polls `future` with a waker that notes the stack wherever it is kept or called.
fn traced<F: Future + ?Sized>(
    future: Pin<&mut F>,
    cx: &mut Context<'_>,
) -> (Poll<F::Output>, Vec<Sighting>) {
    let trace = Arc::new(Trace {
        real: cx.waker().clone(),
        polling: AtomicBool::new(true),
        seen: Mutex::default(),
    });
    let waker = sys::observed_waker(trace.clone());
    let poll = future.poll(&mut Context::from_waker(&waker));
    trace.polling.store(false, SeqCst);
    let mut seen = std::mem::take(&mut *lock(&trace.seen));
    if poll.is_pending() && seen.is_empty() {
        seen.push(Sighting {
            manner: Manner::LostWakeUp,
            stack: Vec::new(),
        });
    }
    (poll, seen)
}

struct Trace {
    real: Waker,
    polling: AtomicBool,
    seen: Mutex<Vec<Sighting>>,
}

impl Trace {
    fn note(&self, manner: Manner) {
        if self.polling.load(SeqCst) && lock(&self.seen).len() < MOST {
            let stack = stack::here();
            lock(&self.seen).push(Sighting { manner, stack });
        }
    }
}

impl Observer for Trace {
    fn cloned(&self) {
        self.note(Manner::Waits);
    }

    fn woken(&self) {
        self.note(Manner::WakesItself);
        self.real.wake_by_ref();
    }
}

/// Where the tasks of this thread's runtime wait, if it has no other thread.
fn tasks_here() -> Vec<Sighting> {
    let Ok(runtime) = Handle::try_current() else {
        return Vec::new();
    };
    if runtime.runtime_flavor() != RuntimeFlavor::CurrentThread {
        return Vec::new();
    }
    let mut tasks = std::pin::pin!(tasks_of(&runtime));
    // In its own thread a current-thread runtime answers at once.
    match tasks.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(seen) => seen,
        Poll::Pending => Vec::new(),
    }
}

#[cfg(feature = "taskdump")]
async fn tasks_of(runtime: &Handle) -> Vec<Sighting> {
    let dump = runtime.dump().await;
    let of_task = |task: &tokio::runtime::dump::Task| -> Vec<Sighting> {
        let places = task.trace().resolve_backtraces();
        let stacks = places.iter().map(|place| {
            let addresses = place.frames().map(|frame| frame.ip() as usize);
            addresses.filter_map(stack::written).collect()
        });
        let waits = |stack| Sighting {
            manner: Manner::TaskWaits,
            stack,
        };
        stacks.map(waits).collect()
    };
    dump.tasks().iter().flat_map(of_task).collect()
}

#[cfg(not(feature = "taskdump"))]
async fn tasks_of(_: &Handle) -> Vec<Sighting> {
    Vec::new()
}

/// Where the other threads are, and whether they stay there.
#[cfg(target_os = "linux")]
fn other_threads() -> Vec<Sighting> {
    const SAMPLES: usize = 8;
    let all = sys::threads::others().into_iter();
    let stacks = all.map(|thread| (thread, thread.cpu_time(), thread.stack()));
    // A thread with nothing of the checks' or the student's is tokio's or the kit's own.
    let theirs: Vec<_> = stacks
        .filter(|(.., stack)| stack::is_of_the_program(stack))
        .collect();
    if theirs.is_empty() {
        return Vec::new();
    }
    thread::sleep(WINDOW);
    let mut seen = Vec::new();
    for (thread, before, stack) in theirs {
        if thread.cpu_time().saturating_sub(before) < COMPUTES {
            let manner = Manner::Blocked;
            seen.push(Sighting { manner, stack });
            continue;
        }
        for _ in 0..SAMPLES {
            let (manner, stack) = (Manner::Busy, thread.stack());
            seen.push(Sighting { manner, stack });
            thread::sleep(WINDOW / 20);
        }
    }
    seen
}

#[cfg(not(target_os = "linux"))]
fn other_threads() -> Vec<Sighting> {
    Vec::new()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
