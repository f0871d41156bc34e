//! A loop that gives way each time round.
//! Check: ends
//! Says: gives way here again and again

pub async fn go() -> u32 {
    loop {
        tokio::task::yield_now().await; // <- here
    }
}
