//! Mistake: a task keeps what the function was only lent.
//! Says: `name`
//! Says: something that it can own
pub fn start(name: &str) -> tokio::task::JoinHandle<usize> {
    tokio::spawn(async move { name.len() })
}
