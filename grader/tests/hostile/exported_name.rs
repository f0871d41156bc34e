//! Tries: to take the place of a function of the kit under another name.
//! Verdict: does_not_compile
//! Message: export_name

use futures::future::BoxFuture;
#[unsafe(export_name = "main")]
pub extern "C" fn other_main() -> i32 {
    0
}

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
