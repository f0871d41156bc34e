//! Tries: to use up the stack.
//! Verdict: failed
//! Message: The stack overflowed

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    fn deeper(n: u64) -> u64 {
        match std::hint::black_box(n) {
            u64::MAX => 0,
            n => deeper(n + 1) + 1,
        }
    }
    if !futs.is_empty() {
        println!("{}", deeper(0));
    }
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
