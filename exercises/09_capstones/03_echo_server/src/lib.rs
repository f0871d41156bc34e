//! An echo server with a limit, which drains when it is shut down.

#![expect(
    unused_variables,
    reason = "a stub uses nothing; delete this attribute when you have filled it in"
)]

use std::future::Future;

/// Sends back what every client sends, to at most `max_connections` clients at the same time, until
/// `shutdown` is ready and the clients that were being served then have closed. Gives how many were
/// served.
pub async fn serve<S>(
    listener: tokio::net::TcpListener,
    max_connections: usize,
    shutdown: S,
) -> std::io::Result<u64>
where
    S: Future<Output = ()>,
{
    todo!()
}
