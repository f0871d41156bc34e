//! Misconception: A condvar needs no flag under its lock.
//! Caught by: no_wake_is_lost
//! Message: A wake was lost

use std::{
    future::Future,
    pin::pin,
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    task::{Context, Poll, Wake, Waker},
};

#[derive(Default)]
struct Alarm {
    rung: AtomicBool,
    lock: Mutex<()>,
    bell: Condvar,
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.rung.store(true, SeqCst);
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
        while !alarm.rung.swap(false, SeqCst) {
            std::thread::yield_now();
            drop(alarm.bell.wait(alarm.lock.lock().unwrap()).unwrap());
        }
    }
}
