//! Misconception: The first panic is the cause of all others.
//! Caught by: the_last_literal_text_is_kept
//! Message: that of the last panic

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
    let mut first = None;
    loop {
        let Err(error) = tokio::spawn(make(restarts)).await else {
            return Verdict::Finished { restarts };
        };
        let text = text_of(&*error.into_panic());
        let last_panic = first.get_or_insert(text).clone();
        if restarts == max_restarts {
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
