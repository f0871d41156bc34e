//! Misconception: There is always somebody who receives.
//! Caught by: no_workers_and_ended_workers_are_fine
//! Message: Without receivers `send` gives an error

use std::future::Future;
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
        self.flag.send(true).unwrap();
        let workers = self.workers.len();
        while self.workers.join_next().await.is_some() {}
        workers
    }
}
