//! Stop work on request, through a `watch` channel: a copier, and a group of workers.

#![expect(
    unused_variables,
    reason = "a stub uses nothing; delete this attribute when you have filled it in"
)]

use std::future::Future;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::watch,
};

/// Why copying came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// There is nothing more to read.
    Eof,
    /// Somebody asked for it.
    Shutdown,
}

/// Copies `reader` to `writer` until the input ends or `shutdown` says true; gives the number of
/// bytes copied, and why it stopped.
pub async fn copy_until_shutdown<R, W>(
    reader: &mut R,
    writer: &mut W,
    shutdown: watch::Receiver<bool>,
) -> std::io::Result<(u64, Stop)>
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    todo!()
}

/// Workers that are asked together to stop.
pub struct Group {
    // The fields are up to you.
}

impl Group {
    /// A group without workers.
    #[expect(
        clippy::new_without_default,
        reason = "there is one way to make a group, and this is it"
    )]
    pub fn new() -> Self {
        todo!()
    }

    /// Starts a worker: the future that `f` makes from a receiver of the group's flag.
    pub fn spawn<F, Fut>(&mut self, f: F)
    where
        F: FnOnce(watch::Receiver<bool>) -> Fut,
        Fut: Future<Output = ()> + Send + 'static,
    {
        todo!()
    }

    /// Asks all workers to stop, waits until all have ended, and says how many there were.
    pub async fn shutdown(self) -> usize {
        todo!()
    }
}
