//! Misconception: A condvar remembers that it was notified.
//! Caught by: a_wake_during_the_poll_counts
//! Message: A condvar forgets who notified

use std::{
    future::Future,
    pin::pin,
    sync::{Arc, Condvar, Mutex},
    task::{Context, Poll, Wake, Waker},
};

#[derive(Default)]
struct Alarm {
    lock: Mutex<()>,
    bell: Condvar,
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.bell.notify_one();
    }
}

pub fn block_on<F: Future>(fut: F) -> F::Output {
    let mut fut = pin!(fut);
    let alarm = Arc::new(Alarm::default());
    let waker = Waker::from(alarm.clone());
    let mut cx = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = fut.as_mut().poll(&mut cx) {
            return output;
        }
        drop(alarm.bell.wait(alarm.lock.lock().unwrap()).unwrap());
    }
}
