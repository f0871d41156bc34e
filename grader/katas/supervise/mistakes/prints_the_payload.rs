//! Misconception: `{:?}` shows what is in a box.
//! Caught by: the_last_literal_text_is_kept
//! Message: prints `Any { .. }`

use std::future::Future;

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
            let last_panic = format!("{:?}", error.into_panic());
            return Verdict::GaveUp {
                restarts,
                last_panic,
            };
        }
        restarts += 1;
    }
}
