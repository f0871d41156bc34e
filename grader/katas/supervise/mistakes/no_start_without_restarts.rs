//! Misconception: With 0 restarts there is nothing to do.
//! Caught by: no_restarts_are_fine
//! Message: the job is still started once

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
    if max_restarts == 0 {
        return Verdict::Finished { restarts };
    }
    loop {
        let Err(error) = tokio::spawn(make(restarts)).await else {
            return Verdict::Finished { restarts };
        };
        if restarts == max_restarts {
            let last_panic = text_of(&*error.into_panic());
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
