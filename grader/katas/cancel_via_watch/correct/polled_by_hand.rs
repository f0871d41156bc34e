//! Hand-written polling; the workers hold on to a channel until they have ended.

use std::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    task::Poll,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt as _, ReadBuf},
    sync::{mpsc, watch},
};

enum Next {
    Asked,
    Read(std::io::Result<()>),
}

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
    let mut asked = pin!(async move { shutdown.wait_for(|asked| *asked).await.is_ok() });
    let mut listening = true;
    let mut space = vec![0; 1000];
    let mut copied = 0;
    loop {
        let mut buf = ReadBuf::new(&mut space);
        let next = poll_fn(|cx| {
            if listening && let Poll::Ready(asked) = asked.as_mut().poll(cx) {
                if asked {
                    return Poll::Ready(Next::Asked);
                }
                listening = false;
            }
            Pin::new(&mut *reader)
                .poll_read(cx, &mut buf)
                .map(Next::Read)
        })
        .await;
        match next {
            Next::Asked => return Ok((copied, Stop::Shutdown)),
            Next::Read(result) => result?,
        }
        if buf.filled().is_empty() {
            return Ok((copied, Stop::Eof));
        }
        writer.write_all(buf.filled()).await?;
        writer.flush().await?;
        copied += buf.filled().len() as u64;
    }
}

pub struct Group {
    flag: watch::Sender<bool>,
    alive: mpsc::Sender<()>,
    ended: mpsc::Receiver<()>,
    workers: usize,
}

impl Group {
    pub fn new() -> Self {
        let (alive, ended) = mpsc::channel(1);
        Self {
            flag: watch::channel(false).0,
            alive,
            ended,
            workers: 0,
        }
    }

    pub fn spawn<F, Fut>(&mut self, f: F)
    where
        F: FnOnce(watch::Receiver<bool>) -> Fut,
        Fut: Future<Output = ()> + Send + 'static,
    {
        let worker = f(self.flag.subscribe());
        let alive = self.alive.clone();
        self.workers += 1;
        tokio::spawn(async move {
            worker.await;
            drop(alive);
        });
    }

    pub async fn shutdown(mut self) -> usize {
        self.flag.send_modify(|asked| *asked = true);
        drop(self.alive);
        let nothing = self.ended.recv().await;
        assert!(nothing.is_none());
        self.workers
    }
}
