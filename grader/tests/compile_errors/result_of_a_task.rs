//! Mistake: a task's output is taken from its handle as if the task could not panic.
//! Says: because a task can panic
pub async fn start() -> u8 {
    let task = tokio::spawn(async { 1 });
    task.await
}
