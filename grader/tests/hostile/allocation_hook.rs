//! Tries: to end the process from the hook for memory that is used up.
//! Verdict: does_not_compile
//! Message: unstable

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    std::alloc::set_alloc_error_hook(|_| std::process::exit(0));
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
