//! Tries: to be without the function that is asked for.
//! Verdict: signature_changed
//! Message: `first` must be

use futures::future::BoxFuture;

pub async fn frist<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
