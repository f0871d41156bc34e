//! Futures that outlive what they were made from, and an error that crosses threads.

use std::{future::Future, time::Duration};
use tokio::time::sleep;

/// Waits for `pause`, counted from the first poll, and gives the name. `use<>` says: the future
/// keeps nothing that was borrowed for the call.
pub fn job(
    name: &str,
    pause: Duration,
) -> impl Future<Output = anyhow::Result<String>> + Send + use<> {
    // Out here the borrowed name is still there. What the block uses, it takes along (`move`), so
    // the block must only use the copy. An `async fn` could not do this: all of its body runs
    // later, and until then it has to keep what it was called with.
    let name = name.to_string();
    async move {
        // Made in here, because a `sleep` counts from the moment at which it is made.
        sleep(pause).await;
        Ok(name)
    }
}

/// The same, said with `'static`: whoever holds the future may keep it for ever.
pub fn job_static(
    name: &str,
    pause: Duration,
) -> impl Future<Output = anyhow::Result<String>> + Send + 'static {
    job(name, pause)
}

/// A port number, 0 to 65535, written in digits.
pub fn parse_port(s: &str) -> Result<u16, Box<dyn std::error::Error + Send + Sync + 'static>> {
    // `?` would do as well, but what is wrong with "invalid digit" is nicer to know with the text.
    s.parse()
        .map_err(|error| format!("{s:?} is not a port: {error}").into())
}
