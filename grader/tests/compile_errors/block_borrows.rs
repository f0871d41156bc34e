//! Mistake: a task borrows from the function that starts it.
//! Says: `async move`
pub fn start(name: String) -> tokio::task::JoinHandle<usize> {
    tokio::spawn(async { name.len() })
}
