//! Tries: to use unsafe code.
//! Verdict: does_not_compile
//! Message: unsafe

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    unsafe { std::hint::unreachable_unchecked() }
}
