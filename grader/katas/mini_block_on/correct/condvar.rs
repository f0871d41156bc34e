//! A flag under a lock, and a condvar.

use std::{
    future::Future,
    sync::{Arc, Condvar, Mutex},
    task::{Context, Poll, Wake, Waker},
};

#[derive(Default)]
struct Signal {
    set: Mutex<bool>,
    changed: Condvar,
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        *self.set.lock().unwrap() = true;
        self.changed.notify_all();
    }
}

pub fn block_on<F: Future>(fut: F) -> F::Output {
    let mut fut = Box::pin(fut);
    let signal = Arc::new(Signal::default());
    let waker = Waker::from(signal.clone());
    loop {
        match fut.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => {
                let set = signal.set.lock().unwrap();
                *signal.changed.wait_while(set, |set| !*set).unwrap() = false;
            }
        }
    }
}
