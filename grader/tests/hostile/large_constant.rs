//! Tries: to use all memory of the compiler.
//! Verdict: does_not_compile
//! Message: memory
//! Or, on a busy machine: and was stopped

use futures::future::BoxFuture;
pub static LARGE: [u8; 1 << 40] = [1; 1 << 40];

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    println!("{}", std::hint::black_box(&LARGE)[5]);
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
