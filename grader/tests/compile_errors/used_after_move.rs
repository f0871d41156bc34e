//! Mistake: what was moved into a task is used afterwards.
//! Says: `name` belongs to
//! Says: clone
pub fn start(name: String) -> usize {
    tokio::spawn(async move { println!("{name}") });
    name.len()
}
