//! Tries: to make the compiler build types without end when the checks are compiled.
//! Verdict: does_not_compile
//! Message: recursion

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    fn grow<U>(n: u32) {
        if n > 0 {
            grow::<(U, U)>(n - 1);
        }
    }
    grow::<T>(100);
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
