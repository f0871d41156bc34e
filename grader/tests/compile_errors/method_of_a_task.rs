//! Mistake: a task's handle is taken for its value.
//! Says: A `JoinHandle` stands for work
pub async fn start() -> usize {
    let word = tokio::spawn(async { String::from("word") });
    word.len()
}
