//! Misconception: Telling a worker and waiting for it belong together.
//! Caught by: workers_are_told_by_shutdown_all_together
//! Message: Tell all of them first, then wait

use std::future::Future;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    sync::watch,
    task::JoinHandle,
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
    workers: Vec<(watch::Sender<bool>, JoinHandle<()>)>,
}

impl Group {
    pub fn new() -> Self {
        Self {
            workers: Vec::new(),
        }
    }

    pub fn spawn<F, Fut>(&mut self, f: F)
    where
        F: FnOnce(watch::Receiver<bool>) -> Fut,
        Fut: Future<Output = ()> + Send + 'static,
    {
        let (flag, receiver) = watch::channel(false);
        self.workers.push((flag, tokio::spawn(f(receiver))));
    }

    pub async fn shutdown(self) -> usize {
        let count = self.workers.len();
        for (flag, worker) in self.workers {
            flag.send_replace(true);
            worker.await.unwrap();
        }
        count
    }
}
