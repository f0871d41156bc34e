//! Tries: to make a macro's expansion double without end.
//! Verdict: does_not_compile
//! Message: grows without end

use futures::future::BoxFuture;
macro_rules! forever {
    ($($x:tt)*) => { forever!($($x)* $($x)*) };
}

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    forever!(a);
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
