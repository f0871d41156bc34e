//! The smallest runtime there is: run one future to its end on the calling thread.

use std::{
    future::Future,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
};

/// Wakes the thread of one call of [`block_on`].
struct Alarm {
    /// Whether the waker was called and nobody has taken note of it yet. The thread's own token for
    /// `park` is not enough: a `block_on` inside this one, or anything else that parks, could use it up.
    called: AtomicBool,
    thread: Thread,
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        // First the flag, then `unpark`: a thread that wakes up must find the flag set. `Release` here
        // and `Acquire` below: what was written before the call of the waker is seen by the poll after it.
        self.called.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

/// The output of `fut`. The calling thread polls it, and sleeps while it is pending.
pub fn block_on<F: Future>(fut: F) -> F::Output {
    let mut fut = pin!(fut);
    let alarm = Arc::new(Alarm {
        called: AtomicBool::new(false),
        thread: thread::current(),
    });
    let waker = Waker::from(alarm.clone());
    let mut cx = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = fut.as_mut().poll(&mut cx) {
            return output;
        }
        // `park` also returns for an `unpark` that is not ours. A call that came during the poll is
        // seen here before the thread sleeps, and one that comes after this look leaves its token.
        while !alarm.called.swap(false, Ordering::Acquire) {
            thread::park();
        }
    }
}
