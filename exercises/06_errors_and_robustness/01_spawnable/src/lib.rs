//! Futures that outlive what they were made from, and an error that crosses threads.

#![expect(
    unused_variables,
    clippy::manual_async_fn,
    reason = "a stub uses nothing; delete this attribute when you have filled it in"
)]

use std::{future::Future, time::Duration};

/// Waits for `pause`, counted from the first poll, and gives the name. `use<>` says: the future
/// keeps nothing that was borrowed for the call.
pub fn job(
    name: &str,
    pause: Duration,
) -> impl Future<Output = anyhow::Result<String>> + Send + use<> {
    async move { todo!() }
}

/// The same, said with `'static`: whoever holds the future may keep it for ever.
pub fn job_static(
    name: &str,
    pause: Duration,
) -> impl Future<Output = anyhow::Result<String>> + Send + 'static {
    async move { todo!() }
}

/// A port number, 0 to 65535, written in digits.
pub fn parse_port(s: &str) -> Result<u16, Box<dyn std::error::Error + Send + Sync + 'static>> {
    todo!()
}
