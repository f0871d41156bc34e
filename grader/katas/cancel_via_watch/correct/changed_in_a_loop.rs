//! `changed()` and `borrow()`, with a branch that is switched off; handles that are joined.

use futures::future::join_all;
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
    let mut buf = [0; 512];
    let mut copied = 0;
    let mut has_sender = true;
    while !*shutdown.borrow_and_update() {
        tokio::select! {
            changed = shutdown.changed(), if has_sender => has_sender = changed.is_ok(),
            n = reader.read(&mut buf) => match n? {
                0 => return Ok((copied, Stop::Eof)),
                n => {
                    writer.write_all(&buf[..n]).await?;
                    writer.flush().await?;
                    copied += n as u64;
                }
            },
        }
    }
    Ok((copied, Stop::Shutdown))
}

pub struct Group {
    flag: watch::Sender<bool>,
    first: watch::Receiver<bool>,
    workers: Vec<JoinHandle<()>>,
}

impl Group {
    pub fn new() -> Self {
        let (flag, first) = watch::channel(false);
        Self {
            flag,
            first,
            workers: Vec::new(),
        }
    }

    pub fn spawn<F, Fut>(&mut self, f: F)
    where
        F: FnOnce(watch::Receiver<bool>) -> Fut,
        Fut: Future<Output = ()> + Send + 'static,
    {
        self.workers.push(tokio::spawn(f(self.first.clone())));
    }

    pub async fn shutdown(self) -> usize {
        self.flag
            .send(true)
            .expect("the group has a receiver itself");
        join_all(self.workers).await.len()
    }
}
