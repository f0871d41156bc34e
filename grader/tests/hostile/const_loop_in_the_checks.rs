//! Tries: to keep the compiler busy for ever when the checks are compiled.
//! Verdict: does_not_compile
//! Message: constant evaluation
//! Or, on a busy machine: and was stopped

use futures::future::BoxFuture;
struct Endless<T>(T);
impl<T> Endless<T> {
    const NUMBER: usize = loop {
        if size_of::<T>() == usize::MAX {
            break 0;
        }
    };
}

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    const { assert!(Endless::<T>::NUMBER == 0) };
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
