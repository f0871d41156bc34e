//! Mistake: an async closure is spawned instead of what it returns.
//! Says: call it
pub fn start() -> tokio::task::JoinHandle<u8> {
    tokio::spawn(async || 1)
}
