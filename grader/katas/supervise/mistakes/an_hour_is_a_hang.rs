//! Misconception: A job that does not end is stuck.
//! Caught by: a_normal_end_gives_finished
//! Message: only a panic is a reason

use std::time::Duration;
use std::{any::Any, future::Future};
use tokio::{task::JoinSet, time::timeout};

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
    let mut job = JoinSet::new();
    let mut restarts = 0;
    loop {
        job.spawn(make(restarts));
        let Some(Err(error)) = timeout(Duration::from_secs(600), job.join_next())
            .await
            .unwrap_or(None)
        else {
            return Verdict::Finished { restarts };
        };
        let (last_panic, start_again) = match error.try_into_panic() {
            Ok(payload) => (text_of(&*payload), restarts < max_restarts),
            Err(cancelled) => (cancelled.to_string(), false),
        };
        if !start_again {
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
