//! Every wake is a message; all that have come are taken at once.

use std::{
    future::Future,
    pin::pin,
    sync::{
        Arc,
        mpsc::{Sender, channel},
    },
    task::{Context, Poll, Wake},
};

struct Post(Sender<()>);

impl Wake for Post {
    fn wake(self: Arc<Self>) {
        let _ = self.0.send(());
    }
}

pub fn block_on<F: Future>(fut: F) -> F::Output {
    let (sender, wakes) = channel();
    let waker = Arc::new(Post(sender)).into();
    let mut fut = pin!(fut);
    loop {
        if let Poll::Ready(output) = fut.as_mut().poll(&mut Context::from_waker(&waker)) {
            break output;
        }
        wakes.recv().expect("we hold a sender ourselves");
        while wakes.try_recv().is_ok() {}
    }
}
