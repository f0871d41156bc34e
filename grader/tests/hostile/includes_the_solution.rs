//! Tries: to include the reference solution as code.
//! Verdict: does_not_compile
//! Message: couldn't read

use futures::future::BoxFuture;
mod stolen {
    include!("../../../../../../../solutions/03_tasks_and_waiting/02_wait_for_first/src/lib.rs");
}

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
