//! A `JoinSet`, and a moment of rest before each restart.

use std::{future::Future, time::Duration};
use tokio::{task::JoinSet, time::sleep};

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
    let mut tasks = JoinSet::new();
    let mut restarts = 0;
    tasks.spawn(make(restarts));
    while let Some(Err(error)) = tasks.join_next().await {
        let payload = match error.try_into_panic() {
            Ok(payload) => payload,
            // The runtime is shutting down.
            Err(_) => std::future::pending().await,
        };
        let last_panic = match (
            payload.downcast_ref::<&str>(),
            payload.downcast_ref::<String>(),
        ) {
            (Some(text), _) => text.to_string(),
            (_, Some(text)) => text.to_string(),
            _ => String::from("no text"),
        };
        if restarts >= max_restarts {
            return Verdict::GaveUp {
                restarts,
                last_panic,
            };
        }
        sleep(Duration::from_millis(3)).await;
        restarts += 1;
        tasks.spawn(make(restarts));
    }
    Verdict::Finished { restarts }
}
