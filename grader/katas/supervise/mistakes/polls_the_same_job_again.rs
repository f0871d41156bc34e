//! Misconception: A job that has panicked can be polled again.
//! Caught by: make_is_called_with_0_1_2
//! Message: each time with a new future

use futures::FutureExt as _;
use std::{any::Any, future::Future, panic::AssertUnwindSafe};

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
    let mut restarts = 0;
    let mut job = Box::pin(make(0));
    loop {
        let Err(panic) = AssertUnwindSafe(&mut job).catch_unwind().await else {
            return Verdict::Finished { restarts };
        };
        if restarts == max_restarts {
            let last_panic = text_of(&*panic);
            return Verdict::GaveUp {
                restarts,
                last_panic,
            };
        }
        restarts += 1;
    }
}

fn text_of(payload: &(dyn Any + Send)) -> String {
    if let Some(literal) = payload.downcast_ref::<&str>() {
        return literal.to_string();
    }
    match payload.downcast_ref::<String>() {
        Some(formatted) => formatted.clone(),
        None => "a panic without a text".to_string(),
    }
}
