//! How long a check waits on the real clock.

use futures::future::LocalBoxFuture;
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// How long a check waits, on the real clock, for what correct code does in a millisecond. It is for a machine
/// whose cores are all busy with something else.
pub const PATIENCE: Duration = Duration::from_secs(3);

/// Whether `condition` holds, now or soon: within [`PATIENCE`].
///
/// ```
/// use kata_kit::{real, tokio, wait_until};
/// use std::cell::Cell;
///
/// let done = Cell::new(false);
/// let work = async {
///     tokio::task::yield_now().await;
///     done.set(true);
/// };
/// let (is_done, ()) = real(async { tokio::join!(wait_until(|| done.get()), work) });
/// assert!(is_done);
/// ```
pub async fn wait_until(mut condition: impl FnMut() -> bool) -> bool {
    boxed_wait_until(&mut condition).await
}

fn boxed_wait_until(condition: &mut dyn FnMut() -> bool) -> LocalBoxFuture<'_, bool> {
    Box::pin(async move {
        let holds = async {
            while !condition() {
                sleep(Duration::from_millis(2)).await;
            }
        };
        timeout(PATIENCE, holds).await.is_ok()
    })
}
