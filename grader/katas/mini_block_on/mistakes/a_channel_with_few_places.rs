//! Misconception: Nobody calls a waker more than a few times before the next poll.
//! Caught by: a_wake_during_the_poll_counts
//! Message: holds up whoever calls

use std::{
    future::Future,
    pin::pin,
    sync::{
        Arc,
        mpsc::{SyncSender, sync_channel},
    },
    task::{Context, Poll, Wake, Waker},
};

struct Bell(SyncSender<()>);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        let _ = self.0.send(());
    }
}

pub fn block_on<F: Future>(fut: F) -> F::Output {
    let mut fut = pin!(fut);
    let (bell, rings) = sync_channel(8);
    let waker = Waker::from(Arc::new(Bell(bell)));
    loop {
        if let Poll::Ready(output) = fut.as_mut().poll(&mut Context::from_waker(&waker)) {
            return output;
        }
        let _ = rings.recv();
    }
}
