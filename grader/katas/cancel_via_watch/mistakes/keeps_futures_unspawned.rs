//! Misconception: A future that is kept in a list is running.
//! Caught by: workers_are_told_by_shutdown_all_together
//! Message: A future that is only kept does nothing

use futures::future::{BoxFuture, join_all};
use std::future::Future;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    sync::watch,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    Eof,
    Shutdown,
}

pub async fn copy_until_shutdown<R, W>(
    reader: &mut R,
    writer: &mut W,
    mut shutdown: watch::Receiver<bool>,
) -> std::io::Result<(u64, Stop)>
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    let mut buf = [0; 4096];
    let mut copied = 0;
    loop {
        let n = tokio::select! {
            biased;
            Ok(_) = shutdown.wait_for(|asked| *asked) => return Ok((copied, Stop::Shutdown)),
            n = reader.read(&mut buf) => n?,
        };
        if n == 0 {
            return Ok((copied, Stop::Eof));
        }
        writer.write_all(&buf[..n]).await?;
        writer.flush().await?;
        copied += n as u64;
    }
}

pub struct Group {
    flag: watch::Sender<bool>,
    workers: Vec<BoxFuture<'static, ()>>,
}

impl Group {
    pub fn new() -> Self {
        Self {
            flag: watch::channel(false).0,
            workers: Vec::new(),
        }
    }

    pub fn spawn<F, Fut>(&mut self, f: F)
    where
        F: FnOnce(watch::Receiver<bool>) -> Fut,
        Fut: Future<Output = ()> + Send + 'static,
    {
        self.workers.push(Box::pin(f(self.flag.subscribe())));
    }

    pub async fn shutdown(self) -> usize {
        self.flag.send_replace(true);
        join_all(self.workers).await.len()
    }
}
