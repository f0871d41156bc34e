//! Misconception: A panic is an error that can be looked at after the await.
//! Caught by: a_panic_never_reaches_the_caller
//! Message: must end the job, not its supervisor

use std::{any::Any, future::Future};

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
    loop {
        let job = std::panic::AssertUnwindSafe(|| make(restarts));
        let payload = match std::panic::catch_unwind(job) {
            Ok(future) => {
                future.await;
                return Verdict::Finished { restarts };
            }
            Err(payload) => payload,
        };
        if restarts == max_restarts {
            let last_panic = text_of(&*payload);
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
