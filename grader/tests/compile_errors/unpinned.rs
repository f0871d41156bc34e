//! Mistake: a future is polled that may still move.
//! Says: pin
pub async fn pick() -> u8 {
    let one = async { 1 };
    let other = async { 2 };
    match futures::future::select(one, other).await {
        futures::future::Either::Left((value, _)) => value,
        futures::future::Either::Right((value, _)) => value,
    }
}
