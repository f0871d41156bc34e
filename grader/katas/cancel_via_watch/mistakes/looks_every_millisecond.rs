//! Misconception: A short timeout around the read is as good as waiting for the request.
//! Caught by: a_request_stops_a_pending_read
//! Message: looked at only between two reads

use std::{future::Future, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    sync::watch,
    task::JoinSet,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    Eof,
    Shutdown,
}

pub async fn copy_until_shutdown<R, W>(
    reader: &mut R,
    writer: &mut W,
    shutdown: watch::Receiver<bool>,
) -> std::io::Result<(u64, Stop)>
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    let mut buf = [0; 4096];
    let mut copied = 0;
    while !*shutdown.borrow() {
        let read = tokio::time::timeout(Duration::from_millis(1), reader.read(&mut buf)).await;
        let Ok(n) = read else { continue };
        let n = n?;
        if n == 0 {
            return Ok((copied, Stop::Eof));
        }
        writer.write_all(&buf[..n]).await?;
        writer.flush().await?;
        copied += n as u64;
    }
    Ok((copied, Stop::Shutdown))
}

pub struct Group {
    flag: watch::Sender<bool>,
    workers: JoinSet<()>,
}

impl Group {
    pub fn new() -> Self {
        Self {
            flag: watch::channel(false).0,
            workers: JoinSet::new(),
        }
    }

    pub fn spawn<F, Fut>(&mut self, f: F)
    where
        F: FnOnce(watch::Receiver<bool>) -> Fut,
        Fut: Future<Output = ()> + Send + 'static,
    {
        self.workers.spawn(f(self.flag.subscribe()));
    }

    pub async fn shutdown(mut self) -> usize {
        self.flag.send_replace(true);
        let workers = self.workers.len();
        while self.workers.join_next().await.is_some() {}
        workers
    }
}
