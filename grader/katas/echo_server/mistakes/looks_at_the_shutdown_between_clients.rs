//! Misconception: Between two clients is early enough.
//! Caught by: open_connections_are_drained
//! Message: polled together with whatever else

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
    let mut connections = JoinSet::new();
    let mut served = 0;
    loop {
        if futures::poll!(&mut shutdown).is_ready() {
            break;
        }
        while connections.len() >= max_connections {
            connections.join_next().await;
        }
        let (client, _address) = listener.accept().await?;
        served += 1;
        connections.spawn(echo(client));
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
    Ok(served)
}

async fn echo(mut client: TcpStream) -> io::Result<u64> {
    let (mut from, mut to) = client.split();
    tokio::io::copy(&mut from, &mut to).await
}
