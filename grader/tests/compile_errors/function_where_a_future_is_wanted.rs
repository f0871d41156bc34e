//! Mistake: an async function is spawned instead of what it returns.
//! Says: call it
async fn number() -> u8 {
    1
}

pub fn start() -> tokio::task::JoinHandle<u8> {
    tokio::spawn(number)
}
