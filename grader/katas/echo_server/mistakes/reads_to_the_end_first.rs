//! Misconception: A client sends everything and then waits.
//! Caught by: everything_comes_back
//! Message: no waiting for a newline or for the end

use std::{future::Future, io, pin::pin};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

pub async fn serve<S>(listener: TcpListener, max_connections: usize, shutdown: S) -> io::Result<u64>
where
    S: Future<Output = ()>,
{
    let mut shutdown = pin!(shutdown);
    let mut connections = JoinSet::new();
    let mut served = 0;
    loop {
        tokio::select! {
            biased;
            () = &mut shutdown => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept(), if connections.len() < max_connections => {
                let (client, _address) = accepted?;
                served += 1;
                connections.spawn(echo(client));
            }
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
    Ok(served)
}

async fn echo(mut client: TcpStream) -> io::Result<u64> {
    let mut all = Vec::new();
    client.read_to_end(&mut all).await?;
    client.write_all(&all).await?;
    Ok(all.len() as u64)
}
