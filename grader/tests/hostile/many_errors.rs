//! Tries: to bury the grader in errors.
//! Verdict: does_not_compile
//! Message: The compiler

use futures::future::BoxFuture;
macro_rules! errors {
    ($($x:tt)*) => { $( const _: () = stringify!($x); )* };
}
macro_rules! many {
    ([] $($x:tt)*) => { errors!($($x)*); };
    ([$_more:tt $($more:tt)*] $($x:tt)*) => { many!([$($more)*] $($x $x $x $x $x $x $x $x)*); };
}
many!([1 2 3 4 5] a);

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
