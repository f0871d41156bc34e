//! A waker for polling a future by hand, and what was done with it.

use super::patience::PATIENCE;
use crate::sys::{self, Observer};
use std::{
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    task::Waker,
    thread,
    time::{Duration, Instant},
};

/// A waker that counts how often it is called. Clones, and all its wakers, share the count.
///
/// ```
/// use kata_kit::{Wakes, futures::channel::oneshot};
/// use std::{future::Future, pin::pin, task::Context};
///
/// let (sender, receiver) = oneshot::channel();
/// let mut receiver = pin!(receiver);
/// let wakes = Wakes::new();
/// let poll = receiver.as_mut().poll(&mut Context::from_waker(&wakes.waker()));
/// assert!(poll.is_pending());
/// assert_eq!(wakes.count(), 0);
/// sender.send(7).unwrap();
/// assert_eq!(wakes.count(), 1);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Wakes {
    counter: Arc<Counter>,
}

type Hook = Box<dyn FnOnce() + Send>;

#[derive(Default)]
struct Counter {
    wakes: AtomicUsize,
    on_clone: Mutex<Option<Hook>>,
    on_wake: Mutex<Option<Hook>>,
}

impl Wakes {
    /// A waker that has not been called.
    pub fn new() -> Self {
        Self::default()
    }

    /// A waker that counts here. Two of them would wake the same task.
    pub fn waker(&self) -> Waker {
        sys::observed_waker(self.counter.clone())
    }

    /// How often it was called so far.
    pub fn count(&self) -> usize {
        self.counter.wakes.load(SeqCst)
    }

    /// Whether it is called, now or soon: a wake may take a way around, for example through a thread.
    ///
    /// ```
    /// use kata_kit::{Wakes, ms};
    ///
    /// let wakes = Wakes::new();
    /// let waker = wakes.waker();
    /// std::thread::spawn(move || {
    ///     std::thread::sleep(ms(5));
    ///     waker.wake();
    /// });
    /// assert!(wakes.wait_for_one());
    /// ```
    pub fn wait_for_one(&self) -> bool {
        let start = Instant::now();
        while self.count() == 0 && start.elapsed() < PATIENCE {
            thread::sleep(Duration::from_millis(1));
        }
        self.count() > 0
    }

    /// Calls `f` when a waker is called the next time, before that is counted: as another worker of a runtime,
    /// which may poll at once. `f` may be called with a lock of the student's held, so it must not wait for ever.
    pub fn when_next_woken(&self, f: impl FnOnce() + Send + 'static) {
        *hook(&self.counter.on_wake) = Some(Box::new(f));
    }

    /// Calls `f` when a waker is cloned the next time: that is inside a `poll`, on its way to the
    /// place where it is kept. What happens in another thread just then happens in the gap that a
    /// lost wake-up falls into.
    ///
    /// `f` may be called with a lock of the student's held, so it must not wait for ever.
    ///
    /// ```
    /// use kata_kit::{Background, Wakes};
    /// use std::{sync::{Arc, Mutex}, task::Waker};
    ///
    /// // Firing finds no waker: it is on its way, but not yet there.
    /// let kept: Arc<Mutex<Option<Waker>>> = Arc::default();
    /// let wakes = Wakes::new();
    /// let firing = kept.clone();
    /// wakes.when_next_cloned(move || {
    ///     let fire = move || firing.lock().unwrap().take().map(Waker::wake);
    ///     let _ = Background::spawn(fire).wait_a_moment();
    /// });
    /// let waker = wakes.waker().clone();
    /// *kept.lock().unwrap() = Some(waker);
    /// assert_eq!(wakes.count(), 0);
    /// ```
    pub fn when_next_cloned(&self, f: impl FnOnce() + Send + 'static) {
        *hook(&self.counter.on_clone) = Some(Box::new(f));
    }
}

impl Observer for Counter {
    fn woken(&self) {
        call(&self.on_wake);
        self.wakes.fetch_add(1, SeqCst);
    }

    fn cloned(self: &Arc<Self>) -> Arc<Self> {
        call(&self.on_clone);
        self.clone()
    }
}

fn hook(slot: &Mutex<Option<Hook>>) -> MutexGuard<'_, Option<Hook>> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}

fn call(slot: &Mutex<Option<Hook>>) {
    // The lock is free again when the hook is called.
    let taken = hook(slot).take();
    if let Some(hook) = taken {
        hook();
    }
}

impl fmt::Debug for Counter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wakes = self.wakes.load(SeqCst);
        f.debug_struct("Counter").field("wakes", &wakes).finish()
    }
}
