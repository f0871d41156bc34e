//! Wait for the first of several futures, and for the first of several tasks.

#![expect(
    unused_variables,
    reason = "a stub uses nothing; delete this attribute when you have filled it in"
)]

use futures::future::BoxFuture;
use tokio::task::{JoinError, JoinHandle};

/// The index and the value of the future that ends first; `None` if there is none.
pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    todo!()
}

/// The index and the result of the task that ends first; `None` if there is none.
/// The other tasks must not go on.
pub async fn first_task<T: Send + 'static>(
    tasks: Vec<JoinHandle<T>>,
) -> Option<(usize, Result<T, JoinError>)> {
    todo!()
}
