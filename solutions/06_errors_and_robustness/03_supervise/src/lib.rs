//! Start a job again when it panics, but not for ever.

use std::{any::Any, future::Future};

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
    let mut restarts = 0;
    loop {
        // A task is a border that a panic does not cross: it ends the task, and the handle tells.
        let Err(error) = tokio::spawn(make(restarts)).await else {
            return Verdict::Finished { restarts };
        };
        if restarts == max_restarts {
            // Nobody aborts this task, so a panic it was. The only other way to end like this is a
            // runtime that shuts down, and then we are not polled any more.
            let last_panic = text_of(&*error.into_panic());
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
