//! A hand-written `block_on` whose waker does nothing.
//! Check: ends_in_synchronous_code
//! Says: in `std::thread::park`, and nobody unparks it

use std::{
    pin::pin,
    task::{Context, Poll, Waker},
};

fn wait_for<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
        std::thread::park(); // <- here
    }
}

pub fn go_sync() -> u32 {
    let (sender, receiver) = futures::channel::oneshot::channel::<u32>();
    std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(50));
        sender.send(7)
    });
    wait_for(receiver).unwrap()
}
