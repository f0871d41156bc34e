//! Tries: to call the C library without writing an unsafe block.
//! Verdict: does_not_compile
//! Message: unsafe

use futures::future::BoxFuture;
unsafe extern "C" {
    safe fn exit(code: i32) -> !;
}

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    exit(0);
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
