//! Start a job again when it panics, but not for ever.

use std::{any::Any, future::Future};
use tokio::task::JoinSet;

/// How it ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The job came to its own end, after so many restarts.
    Finished {
        /// How often the job was started again.
        restarts: u32,
    },
    /// The job panicked again after the last restart that was allowed.
    GaveUp {
        /// How often the job was started again.
        restarts: u32,
        /// The text of the last panic.
        last_panic: String,
    },
}

/// Runs the job that `make` makes. If it panics, `make` makes a new one, at most `max_restarts`
/// times. `make` is called with 0, 1, 2, …
pub async fn supervise<F, Fut>(max_restarts: u32, mut make: F) -> Verdict
where
    F: FnMut(u32) -> Fut,
    Fut: Future<Output = ()> + Send + 'static,
{
    // The set owns the job's task. If somebody drops our future, the set goes with it, and stops the
    // job: with a handle from `tokio::spawn` the job would run on, and nobody would watch it.
    let mut job = JoinSet::new();
    let mut restarts = 0;
    loop {
        // A panic cannot leave a task: it ends the task, and whoever joins it gets the error.
        job.spawn(make(restarts));
        let Some(Err(error)) = job.join_next().await else {
            return Verdict::Finished { restarts };
        };
        let (last_panic, start_again) = match error.try_into_panic() {
            Ok(payload) => (text_of(&*payload), restarts < max_restarts),
            // The task was cancelled, so its runtime is shutting down, and somebody else polls us. A
            // new task would be cancelled as well.
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

/// What `panic!` was given: a literal leaves a `&str`, a formatted text a `String`. Note that the
/// `&*` above asks what is in the box; the box itself is `Any`, too, and would answer for itself.
fn text_of(payload: &(dyn Any + Send)) -> String {
    if let Some(literal) = payload.downcast_ref::<&str>() {
        return literal.to_string();
    }
    match payload.downcast_ref::<String>() {
        Some(formatted) => formatted.clone(),
        None => "a panic without a text".to_string(),
    }
}
