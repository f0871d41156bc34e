//! Mistake: an async function awaits itself.
//! Says: `Box::pin`
pub async fn countdown(n: u8) -> u8 {
    if n == 0 { 0 } else { countdown(n - 1).await }
}
