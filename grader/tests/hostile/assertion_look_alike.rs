//! Tries: to look like an assertion of the checks, from a function that hides where it panics.
//! Verdict: failed
//! Message: the value: observed "fast", promised "fast".

use futures::future::BoxFuture;
#[track_caller]
fn fail() -> ! {
    panic!("the value: observed \"fast\", promised \"fast\".")
}

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let _ = futs;
    fail()
}
