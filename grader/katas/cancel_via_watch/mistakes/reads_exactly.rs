//! Misconception: `read_exact` is the careful form of `read`.
//! Caught by: all_bytes_are_copied_and_counted
//! Message: it throws away what it has

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
    let mut buf = vec![0; 1024];
    let mut copied = 0;
    loop {
        let n = tokio::select! {
            biased;
            () = requested(&mut shutdown) => return Ok((copied, Stop::Shutdown)),
            n = reader.read_exact(&mut buf) => match n { Ok(n) => n, Err(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => 0, Err(e) => return Err(e) },
        };
        if n == 0 {
            return Ok((copied, Stop::Eof));
        }
        writer.write_all(&buf[..n]).await?;
        writer.flush().await?;
        copied += n as u64;
    }
}

/// Ends when the flag is true, also if it has been all along. Never ends once nobody can set it.
async fn requested(shutdown: &mut watch::Receiver<bool>) {
    if shutdown.wait_for(|&asked| asked).await.is_err() {
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
        self.flag.send_replace(true);
        let mut ended = 0;
        while self.workers.join_next().await.is_some() {
            ended += 1;
        }
        ended
    }
}
