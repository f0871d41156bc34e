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
    /// Whether it was called since the last poll began. The thread's own token for `park` is not
    /// enough: a `block_on` inside this one, or anything else that parks, could use it up.
    rung: AtomicBool,
    thread: Thread,
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        // First the note, then the nudge: who wakes up from the nudge must find the note.
        self.rung.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

/// The output of `fut`. The calling thread polls it, and sleeps while it is pending.
pub fn block_on<F: Future>(fut: F) -> F::Output {
    let mut fut = pin!(fut);
    let alarm = Arc::new(Alarm {
        rung: AtomicBool::new(false),
        thread: thread::current(),
    });
    let waker = Waker::from(alarm.clone());
    let mut cx = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = fut.as_mut().poll(&mut cx) {
            return output;
        }
        // `park` also returns for an `unpark` that is not ours. An alarm that came during the poll is
        // seen here before anybody sleeps, and one that comes after this look leaves its token.
        while !alarm.rung.swap(false, Ordering::Acquire) {
            thread::park();
        }
    }
}
