//! Every poll is guarded by `std::panic::catch_unwind`.

use std::{
    any::Any,
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind},
    task::Poll,
};

#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    Finished { restarts: u32 },
    GaveUp { restarts: u32, last_panic: String },
}

pub async fn supervise<F, Fut>(max_restarts: u32, mut make: F) -> Verdict
where
    F: FnMut(u32) -> Fut,
    Fut: Future<Output = ()> + Send + 'static,
{
    let mut left = max_restarts;
    loop {
        let restarts = max_restarts - left;
        let mut job = Box::pin(make(restarts));
        let ended = poll_fn(|cx| {
            let poll = AssertUnwindSafe(|| job.as_mut().poll(cx));
            match catch_unwind(poll) {
                Ok(Poll::Pending) => Poll::Pending,
                Ok(Poll::Ready(())) => Poll::Ready(None),
                Err(payload) => Poll::Ready(Some(payload)),
            }
        });
        let Some(payload) = ended.await else {
            return Verdict::Finished { restarts };
        };
        if left == 0 {
            return Verdict::GaveUp {
                restarts,
                last_panic: words(payload.as_ref()),
            };
        }
        left -= 1;
    }
}

fn words(payload: &dyn Any) -> String {
    let literal = payload
        .downcast_ref::<&'static str>()
        .map(|text| text.to_string());
    literal
        .or_else(|| payload.downcast_ref().cloned())
        .unwrap_or_default()
}
