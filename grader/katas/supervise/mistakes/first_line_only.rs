//! Misconception: A panic's text has one line.
//! Caught by: the_last_formatted_text_is_kept
//! Message: the whole text

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
        Some(formatted) => formatted.lines().next().unwrap_or_default().to_string(),
        None => "a panic without a text".to_string(),
    }
}
