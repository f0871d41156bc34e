//! Misconception: The operating system limits the connections.
//! Caught by: the_limit_is_kept
//! Message: A client over the limit waits

use std::{future::Future, io, pin::pin};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

pub async fn serve<S>(
    listener: TcpListener,
    _max_connections: usize,
    shutdown: S,
) -> io::Result<u64>
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
            accepted = listener.accept() => {
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
    let (mut from, mut to) = client.split();
    tokio::io::copy(&mut from, &mut to).await
}
