//! Misconception: What is shared is locked, so the writing is, too.
//! Caught by: the_limit_is_kept
//! Message: keeps only itself waiting

use std::{future::Future, io, pin::pin, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::Mutex,
    task::JoinSet,
    time::sleep,
};

const PAUSE: Duration = Duration::from_millis(100);

pub async fn serve<S>(listener: TcpListener, max_connections: usize, shutdown: S) -> io::Result<u64>
where
    S: Future<Output = ()>,
{
    let mut shutdown = pin!(shutdown);
    let mut connections = JoinSet::new();
    let mut served = 0;
    let ended = loop {
        tokio::select! {
            biased;
            () = &mut shutdown => break Ok(()),
            Some(_) = connections.join_next() => {}
            client = next_client(&listener), if connections.len() < max_connections => match client {
                Ok(client) => {
                    served += 1;
                    connections.spawn(echo(client));
                }
                Err(error) => break Err(error),
            }
        }
    };
    drop(listener);
    while connections.join_next().await.is_some() {}
    ended.map(|()| served)
}

async fn next_client(listener: &TcpListener) -> io::Result<TcpStream> {
    loop {
        match listener.accept().await {
            Ok((client, _address)) => return Ok(client),
            Err(error) if error.raw_os_error().is_none() => return Err(error),
            Err(error) => {
                eprintln!("cannot accept a client: {error}");
                sleep(PAUSE).await;
            }
        }
    }
}

static WRITING: Mutex<()> = Mutex::const_new(());

async fn echo(mut client: TcpStream) -> io::Result<u64> {
    let (mut bytes, mut sum) = ([0; 4096], 0);
    loop {
        let count = client.read(&mut bytes).await?;
        if count == 0 {
            return Ok(sum);
        }
        let _writing = WRITING.lock().await;
        client.write_all(&bytes[..count]).await?;
        sum += count as u64;
    }
}
