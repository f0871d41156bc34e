//! Misconception: A thread that naps for a few milliseconds at a time is asleep.
//! Caught by: the_thread_sleeps_while_pending
//! Message: Sleep until the waker is called

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
struct Alarm {
    called: AtomicBool,
    thread: Thread,
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.called.store(true, Ordering::Release);
        self.thread.unpark();
    }
}
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
        while !alarm.called.swap(false, Ordering::Acquire) {
            thread::park_timeout(std::time::Duration::from_millis(5));
        }
    }
}
