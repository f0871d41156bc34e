//! Mistake: a task keeps what the function was only lent.
//! Says: `name`
//! Says: Own
pub fn start(name: &str) -> tokio::task::JoinHandle<usize> {
    tokio::spawn(async move { name.len() })
}
