//! Tries: to make a program that no linker can link.
//! Verdict: does_not_compile
//! Message: memory
//! Or, on a busy machine: and was stopped

use futures::future::BoxFuture;
pub static ONE: [u8; 1 << 30] = [0; 1 << 30];
pub static TWO: [u8; 1 << 30] = [0; 1 << 30];

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    println!("{}", std::hint::black_box(&ONE)[5] + std::hint::black_box(&TWO)[5]);
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
