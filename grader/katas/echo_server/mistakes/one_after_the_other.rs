//! Misconception: The accept loop can serve the client itself.
//! Caught by: the_limit_is_kept
//! Message: the loop must accept the next one

use std::{future::Future, io, pin::pin};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

pub async fn serve<S>(listener: TcpListener, max_connections: usize, shutdown: S) -> io::Result<u64>
where
    S: Future<Output = ()>,
{
    let mut shutdown = pin!(shutdown);
    let mut connections = JoinSet::<()>::new();
    let mut served = 0;
    loop {
        tokio::select! {
            biased;
            () = &mut shutdown => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept(), if connections.len() < max_connections => {
                let (client, _address) = accepted?;
                served += 1;
                let _ = echo(client).await;
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
