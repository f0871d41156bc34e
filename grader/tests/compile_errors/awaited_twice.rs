//! Mistake: a future is awaited twice.
//! Says: can be awaited once
pub async fn start() -> u8 {
    let number = async { 1 };
    number.await + number.await
}
