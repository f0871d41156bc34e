//! Misconception: Without a sender there is no request.
//! Caught by: a_flag_that_is_true_at_the_start_stops_it
//! Message: look at its value too

use std::future::{Future, pending};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    sync::watch,
    task::JoinSet,
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
    mut shutdown: watch::Receiver<bool>,
) -> std::io::Result<(u64, Stop)>
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    let mut buf = vec![0; 8 * 1024];
    let mut copied = 0;
    loop {
        // Only the read is raced: one that loses has read nothing, because `read` is cancel-safe.
        // `write_all` is not, so a chunk is always written to its end.
        let n = tokio::select! {
            // The request is looked at first, so a source that is always ready cannot hide it.
            biased;
            () = requested(&mut shutdown) => return Ok((copied, Stop::Shutdown)),
            n = reader.read(&mut buf) => n?,
        };
        if n == 0 {
            return Ok((copied, Stop::Eof));
        }
        writer.write_all(&buf[..n]).await?;
        // The next read may wait for hours: nothing may lie in a buffer meanwhile.
        writer.flush().await?;
        copied += n as u64;
    }
}

/// Ends when the flag is true, also if it has been all along. Never ends once nobody can set it.
async fn requested(shutdown: &mut watch::Receiver<bool>) {
    let is_gone = shutdown.has_changed().is_err();
    if is_gone || shutdown.wait_for(|&asked| asked).await.is_err() {
        // The error would come again at once, for ever: waiting for nothing costs nothing.
        pending::<()>().await;
    }
}

/// Workers that are asked together to stop.
pub struct Group {
    flag: watch::Sender<bool>,
    /// Keeps workers that have ended until they are joined, so they are counted too.
    workers: JoinSet<()>,
}

impl Group {
    /// A group without workers.
    #[expect(
        clippy::new_without_default,
        reason = "there is one way to make a group, and this is it"
    )]
    pub fn new() -> Self {
        Self {
            flag: watch::Sender::new(false),
            workers: JoinSet::new(),
        }
    }

    /// Starts a worker: the future that `f` makes from a receiver of the group's flag.
    pub fn spawn<F, Fut>(&mut self, f: F)
    where
        F: FnOnce(watch::Receiver<bool>) -> Fut,
        Fut: Future<Output = ()> + Send + 'static,
    {
        self.workers.spawn(f(self.flag.subscribe()));
    }

    /// Asks all workers to stop, waits until all have ended, and says how many there were.
    pub async fn shutdown(mut self) -> usize {
        // `send` fails when no receiver is left, and that is fine here; `send_replace` never fails.
        self.flag.send_replace(true);
        let mut ended = 0;
        // A worker that panicked has ended, too, and is counted; here nobody asks how they ended.
        while self.workers.join_next().await.is_some() {
            ended += 1;
        }
        ended
    }
}
