//! Tries: to put more on the stack than there is.
//! Verdict: failed
//! Message: The stack overflowed

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    #[inline(never)]
    fn fill(with: u8) -> u64 {
        let large = [with; 100 << 20];
        std::hint::black_box(&large).iter().map(|byte| u64::from(*byte)).sum()
    }
    if !futs.is_empty() {
        println!("{}", fill(1));
    }
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
