//! Misconception: What is awaited inside a branch of `select!` is raced against the other branches.
//! Caught by: the_shutdown_is_noticed_while_full
//! Message: A server that accepts that one and then waits for a permit

use std::{future::Future, io, pin::pin, sync::Arc};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    task::JoinSet,
};

pub async fn serve<S>(listener: TcpListener, max_connections: usize, shutdown: S) -> io::Result<u64>
where
    S: Future<Output = ()>,
{
    let mut shutdown = pin!(shutdown);
    let mut connections = JoinSet::new();
    let places = Arc::new(Semaphore::new(max_connections));
    let mut served = 0;
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            accepted = listener.accept() => {
                let (client, _address) = accepted?;
                let permit = places.clone().acquire_owned().await.map_err(io::Error::other)?;
                served += 1;
                connections.spawn(async move {
                    let echoed = echo(client).await;
                    drop(permit);
                    echoed
                });
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
