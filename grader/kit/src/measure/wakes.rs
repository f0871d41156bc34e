//! A waker for polling a future by hand, and what was done with it.

use crate::sys::{self, Observer};
use std::{
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    task::Waker,
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
    seen: Arc<Seen>,
}

type Hook = Box<dyn FnOnce() + Send>;

#[derive(Default)]
struct Seen {
    wakes: AtomicUsize,
    on_clone: Mutex<Option<Hook>>,
}

impl Wakes {
    /// Nobody has called it yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A waker that counts here. Two of them would wake the same task.
    pub fn waker(&self) -> Waker {
        sys::observed_waker(self.seen.clone())
    }

    /// How often it was called so far.
    pub fn count(&self) -> usize {
        self.seen.wakes.load(SeqCst)
    }

    /// Calls `f` when a waker is cloned the next time: that is inside a `poll`, on its way to the
    /// place where it is kept. What happens in another thread just then happens in the gap that a
    /// lost wake-up falls into.
    ///
    /// `f` may be called with a lock of the student's held, so it must not wait for ever.
    ///
    /// ```
    /// use kata_kit::{Wakes, ms};
    /// use std::{sync::{Arc, Mutex, mpsc}, task::Waker, thread};
    ///
    /// // Whoever fires finds nobody to wake: the waker is on its way, but not yet there.
    /// let kept: Arc<Mutex<Option<Waker>>> = Arc::default();
    /// let wakes = Wakes::new();
    /// let firing = kept.clone();
    /// wakes.when_next_cloned(move || {
    ///     let (done, is_done) = mpsc::channel();
    ///     thread::spawn(move || {
    ///         firing.lock().unwrap().take().map(Waker::wake);
    ///         done.send(())
    ///     });
    ///     let _ = is_done.recv_timeout(ms(200));
    /// });
    /// let waker = wakes.waker().clone();
    /// *kept.lock().unwrap() = Some(waker);
    /// assert_eq!(wakes.count(), 0);
    /// ```
    pub fn when_next_cloned(&self, f: impl FnOnce() + Send + 'static) {
        *self.seen.hook() = Some(Box::new(f));
    }
}

impl Observer for Seen {
    fn woken(&self) {
        self.wakes.fetch_add(1, SeqCst);
    }

    fn cloned(self: &Arc<Self>) -> Arc<Self> {
        // The lock is free again when the hook is called.
        let hook = self.hook().take();
        if let Some(hook) = hook {
            hook();
        }
        self.clone()
    }
}

impl Seen {
    fn hook(&self) -> std::sync::MutexGuard<'_, Option<Hook>> {
        self.on_clone.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wakes = self.wakes.load(SeqCst);
        f.debug_struct("Seen").field("wakes", &wakes).finish()
    }
}
