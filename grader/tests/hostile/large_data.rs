//! Tries: to have more data than a program file may have.
//! Verdict: does_not_compile
//! Message: The compiler

use futures::future::BoxFuture;
pub static DATA: [u8; 400 << 20] = [7; 400 << 20];

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    println!("{}", std::hint::black_box(&DATA)[5]);
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
