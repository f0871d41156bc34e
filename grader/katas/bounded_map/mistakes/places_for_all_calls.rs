//! Misconception: The limit is for the whole program.
//! Caught by: the_limit_is_used
//! Message: Each call has its own limit

use futures::{StreamExt as _, stream};
use std::future::Future;
use tokio::sync::Mutex;

/// What `f` makes of each item, in the order of the items. At most `limit` calls are in flight at
/// the same time; 0 counts as 1.
static TURN: Mutex<()> = Mutex::const_new(());

pub async fn bounded_map<T, R, F, Fut>(items: Vec<T>, limit: usize, f: F) -> Vec<R>
where
    F: Fn(T) -> Fut,
    Fut: Future<Output = R>,
{
    let _turn = TURN.lock().await;
    // The stream is lazy: `map` calls `f` for an item only when `buffered` has room for one more
    // future. With room for none it would wait for ever.
    //
    // `buffered` gives the results in order, and for that keeps a result that is early in its place
    // until those before it are out. `buffer_unordered` would use that place for the next item, but
    // then the order is ours to restore.
    stream::iter(items)
        .map(f)
        .buffered(limit.max(1))
        .collect()
        .await
}
