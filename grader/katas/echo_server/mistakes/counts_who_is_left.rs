//! Misconception: The connections to count are those at the shutdown.
//! Caught by: open_connections_are_drained
//! Message: those that ended before the shutdown

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
    let mut served: u64 = 0;
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
    served = connections.len() as u64;
    while connections.join_next().await.is_some() {}
    Ok(served)
}

async fn echo(mut client: TcpStream) -> io::Result<u64> {
    let (mut from, mut to) = client.split();
    tokio::io::copy(&mut from, &mut to).await
}
