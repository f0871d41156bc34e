//! What a hang would mean, said before it happens; and what can be seen of it when it has.
//!
//! Nothing here costs a check that passes more than a counter. When a check is not done in time, its
//! own future is polled once more with a waker that notes where it is kept, the runtime is asked where
//! its tasks wait, and every other thread is interrupted for a look at its stack.

use crate::{
    stack,
    sys::{self, Observer},
    tasks::{spinning_tasks, tasks_here, tasks_of_workers},
    threads::other_threads,
};
use futures::task::AtomicWaker;
use kata_protocol::{HangSamples, SampleKind, StackSample};
use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    task::{Context, Poll, Waker},
    thread,
    time::{Duration, Instant},
};
use tokio::runtime::Handle;

static MEANING: Mutex<String> = Mutex::new(String::new());
/// The futures that are being driven now.
static ROOTS: Mutex<Vec<Arc<Root>>> = Mutex::new(Vec::new());
/// What was seen before the check failed.
static NOTED: Mutex<HangSamples> = Mutex::new(HangSamples {
    stacks: Vec::new(),
    program: None,
});

static LOOKING: AtomicBool = AtomicBool::new(false);

/// How long somebody is waited for who may never answer.
pub(crate) const PATIENCE: Duration = Duration::from_millis(300);
/// Who is polled so often while somebody looks is polled all the time.
pub(crate) const OFTEN: u32 = 500;
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

/// Notes where the other threads are. For a check that is about to fail because one of them, which
/// runs the student's code, is not done.
pub fn note_threads() {
    note(other_threads());
}

fn note(stacks: Vec<StackSample>) {
    *lock(&NOTED) = HangSamples {
        stacks,
        program: None,
    };
}

/// Notes that the student's program hung when it was called with `arguments`.
pub(crate) fn note_program(arguments: &[&str]) {
    *lock(&NOTED) = HangSamples {
        stacks: Vec::new(),
        program: Some(arguments.iter().map(|word| word.to_string()).collect()),
    };
}

/// What the check said a hang would mean; empty if it said nothing.
pub(crate) fn meaning() -> String {
    lock(&MEANING).clone()
}

/// What has been noted so far, for a check that has failed.
pub(crate) fn noted() -> HangSamples {
    lock(&NOTED).clone()
}

/// Whether somebody is looking around: panics are nobody's news then.
pub(crate) fn is_looking() -> bool {
    LOOKING.load(SeqCst)
}

/// Looks where everything is that does not come to its end. For the watchdog's thread.
pub(crate) fn look_around() -> HangSamples {
    LOOKING.store(true, SeqCst);
    let mut samples = noted();
    let seen = &mut samples.stacks;
    seen.extend(other_threads());
    seen.extend(spinning_tasks());
    let roots = lock(&ROOTS).clone();
    for root in roots {
        seen.extend(root.ask());
        seen.extend(root.runtime.as_ref().map_or(Vec::new(), tasks_of_workers));
    }
    samples
}

/// Notes where `future` waits, which has had all its time, and where tasks and threads are.
pub(crate) async fn look_at<F: Future>(mut future: Pin<&mut F>) {
    LOOKING.store(true, SeqCst);
    // In so many turns a task that wakes itself each time is polled as often, and another hardly ever.
    for _ in 0..2 * OFTEN {
        tokio::task::yield_now().await;
    }
    let seen = poll_fn(|cx| {
        let (_, mut seen) = traced(future.as_mut(), cx);
        seen.extend(tasks_here());
        Poll::Ready(seen)
    });
    let mut seen = seen.await;
    seen.extend(spinning_tasks());
    if let Ok(runtime) = Handle::try_current() {
        seen.extend(tasks_of_workers(&runtime));
    }
    seen.extend(other_threads());
    note(seen);
    LOOKING.store(false, SeqCst);
}

/// A future that can be asked where it waits.
pub(crate) struct Watched<'a> {
    future: Pin<Box<dyn Future<Output = ()> + 'a>>,
    root: Arc<Root>,
}

struct Root {
    waker: AtomicWaker,
    asked: AtomicBool,
    answer: Mutex<Vec<StackSample>>,
    answered: AtomicBool,
    /// Where it is driven, if that is a runtime of tokio's.
    runtime: Option<Handle>,
}

impl<'a> Watched<'a> {
    pub(crate) fn new(
        future: Pin<Box<dyn Future<Output = ()> + 'a>>,
        runtime: Option<Handle>,
    ) -> Self {
        let root = Arc::new(Root {
            waker: AtomicWaker::new(),
            asked: AtomicBool::new(false),
            answer: Mutex::default(),
            answered: AtomicBool::new(false),
            runtime,
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
        let (poll, seen) = traced(future.as_mut(), cx);
        // In two steps, because nobody waits for ever until thousands of tasks have been asked.
        *lock(&root.answer) = seen;
        let tasks = tasks_here();
        lock(&root.answer).extend(tasks);
        root.answered.store(true, SeqCst);
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
    fn ask(&self) -> Vec<StackSample> {
        self.asked.store(true, SeqCst);
        self.waker.wake();
        let asked = Instant::now();
        while !self.answered.load(SeqCst) {
            // Once it is here it needs no more than time, for its tasks.
            let here = !lock(&self.answer).is_empty();
            if asked.elapsed() > if here { 3 * PATIENCE } else { PATIENCE } {
                break;
            }
            thread::sleep(Duration::from_millis(5));
        }
        std::mem::take(&mut *lock(&self.answer))
    }
}

/// Polls `future` with a waker that notes the stack wherever it is kept or called.
fn traced<F: Future + ?Sized>(
    future: Pin<&mut F>,
    cx: &mut Context<'_>,
) -> (Poll<F::Output>, Vec<StackSample>) {
    let trace = Arc::new(Trace {
        real: cx.waker().clone(),
        polling: AtomicBool::new(true),
        seen: Mutex::default(),
    });
    let waker = sys::observed_waker(Arc::new(Traced {
        trace: trace.clone(),
        number: None,
    }));
    let poll = future.poll(&mut Context::from_waker(&waker));
    trace.polling.store(false, SeqCst);
    let mut seen: Vec<StackSample> = std::mem::take(&mut *lock(&trace.seen))
        .into_iter()
        .flatten()
        .collect();
    // If it comes to its end now, all that it lacked was this poll.
    if poll.is_ready() || seen.is_empty() {
        seen.push(StackSample {
            kind: SampleKind::LostWakeUp,
            stack: Vec::new(),
        });
    }
    (poll, seen)
}

/// What is seen of one poll.
struct Trace {
    real: Waker,
    polling: AtomicBool,
    /// In the order in which it was seen; `None` for a waker that was not kept after all.
    seen: Mutex<Vec<Option<StackSample>>>,
}

impl Trace {
    /// Notes who calls, and gives the number of the note.
    fn note(&self, kind: SampleKind) -> Option<usize> {
        if !self.polling.load(SeqCst) || lock(&self.seen).iter().flatten().count() >= MOST {
            return None;
        }
        let stack = stack::here();
        let mut seen = lock(&self.seen);
        seen.push(Some(StackSample { kind, stack }));
        Some(seen.len() - 1)
    }
}

/// The waker of a traced poll, or a clone of it.
struct Traced {
    trace: Arc<Trace>,
    /// Of a clone, where its making is noted.
    number: Option<usize>,
}

impl Observer for Traced {
    fn cloned(self: &Arc<Self>) -> Arc<Self> {
        Arc::new(Self {
            trace: self.trace.clone(),
            number: self.trace.note(SampleKind::FutureWaits),
        })
    }

    fn woken(&self) {
        self.trace.note(SampleKind::FutureWakesItself);
        self.trace.real.wake_by_ref();
    }
}

impl Drop for Traced {
    fn drop(&mut self) {
        // A clone that is given up in the same poll, as by a timer that has come, keeps nobody waiting.
        if let Some(number) = self.number
            && self.trace.polling.load(SeqCst)
            && let Some(noted) = lock(&self.trace.seen).get_mut(number)
        {
            *noted = None;
        }
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
