//! A stream of chunks that is taken until the request; the workers are a stream, too.

use futures::{StreamExt as _, TryStreamExt as _, stream, stream::FuturesUnordered};
use std::{
    cell::Cell,
    future::{Future, pending},
    pin::pin,
};
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
    let was_asked = Cell::new(false);
    let request = async {
        match shutdown.wait_for(|asked| *asked).await {
            Ok(_) => was_asked.set(true),
            Err(_) => pending().await,
        }
    };
    let chunks = stream::try_unfold(reader, |reader| async {
        let mut chunk = Vec::with_capacity(3000);
        let n = reader.read_buf(&mut chunk).await?;
        std::io::Result::Ok((n > 0).then_some((chunk, reader)))
    });
    let mut chunks = pin!(chunks.take_until(Box::pin(request)));
    let mut copied = 0;
    while let Some(chunk) = chunks.try_next().await? {
        writer.write_all(&chunk).await?;
        writer.flush().await?;
        copied += chunk.len() as u64;
    }
    let stop = match was_asked.get() {
        true => Stop::Shutdown,
        false => Stop::Eof,
    };
    Ok((copied, stop))
}

pub struct Group {
    flag: watch::Sender<bool>,
    workers: FuturesUnordered<JoinHandle<()>>,
}

impl Group {
    pub fn new() -> Self {
        Self {
            flag: watch::channel(false).0,
            workers: FuturesUnordered::new(),
        }
    }

    pub fn spawn<F, Fut>(&mut self, f: F)
    where
        F: FnOnce(watch::Receiver<bool>) -> Fut,
        Fut: Future<Output = ()> + Send + 'static,
    {
        self.workers.push(tokio::spawn(f(self.flag.subscribe())));
    }

    pub async fn shutdown(self) -> usize {
        self.flag
            .send_if_modified(|asked| !std::mem::replace(asked, true));
        self.workers.count().await
    }
}
