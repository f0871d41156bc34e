//! A task that owns a map of counters, and handles that talk to it.

#![expect(
    unused_variables,
    reason = "a stub uses nothing; delete this attribute when you have filled it in"
)]

use std::collections::HashMap;
use tokio::task::JoinHandle;

/// Talks to the task that owns the counters. Clones talk to the same one.
#[derive(Clone)]
pub struct Handle {
    // What does a handle need, to send something to the task?
}

/// Starts the task, with room for `capacity` commands (at least 1) in its queue. It ends when all
/// handles are gone or after `stop`, and gives the map.
pub fn spawn(capacity: usize) -> (Handle, JoinHandle<HashMap<String, i64>>) {
    todo!()
}

impl Handle {
    /// Adds `n` to the counter of `key`, which starts at 0, and gives the new value.
    pub async fn add(&self, key: &str, n: i64) -> anyhow::Result<i64> {
        todo!()
    }

    /// The counter of `key`; `None` if nothing was ever added to it.
    pub async fn get(&self, key: &str) -> anyhow::Result<Option<i64>> {
        todo!()
    }

    /// Tells the task to end, even though other handles may still exist.
    pub async fn stop(self) -> anyhow::Result<()> {
        todo!()
    }
}
