//! Mistake: a loop moves the same value into every task.
//! Says: clone
use std::sync::Arc;

pub fn start(name: Arc<String>) {
    for _ in 0..3 {
        tokio::spawn(async move { println!("{name}") });
    }
}
