//! `catch_unwind` around the future, in the caller's own task; the texts are taken out of the box.

use futures::FutureExt as _;
use std::{future::Future, panic::AssertUnwindSafe};

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
    let mut last_panic = String::new();
    for number in 0..=max_restarts {
        let payload = match AssertUnwindSafe(make(number)).catch_unwind().await {
            Ok(()) => return Verdict::Finished { restarts: number },
            Err(payload) => payload,
        };
        last_panic = match payload.downcast::<String>() {
            Ok(text) => *text,
            Err(payload) => payload
                .downcast::<&str>()
                .map_or_else(|_| "?".into(), |text| text.to_string()),
        };
    }
    Verdict::GaveUp {
        restarts: max_restarts,
        last_panic,
    }
}
