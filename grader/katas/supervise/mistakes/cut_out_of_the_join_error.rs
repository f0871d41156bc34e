//! Misconception: The text can be cut out of what a JoinError prints.
//! Caught by: the_last_formatted_text_is_kept
//! Message: the whole text

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
            let sentence = error.to_string();
            let quoted = sentence.split_once("message ").map_or("", |(_, text)| text);
            let last_panic = quoted.trim_matches('"').to_string();
            return Verdict::GaveUp {
                restarts,
                last_panic,
            };
        }
        restarts += 1;
    }
}
