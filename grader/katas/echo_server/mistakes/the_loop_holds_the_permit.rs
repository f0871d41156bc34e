//! Misconception: A permit that was acquired limits until the end of the connection.
//! Caught by: the_limit_is_kept
//! Message: limits nothing when the accept loop drops it

use std::{future::Future, io, pin::pin, sync::Arc};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinSet,
};

pub async fn serve<S>(listener: TcpListener, max_connections: usize, shutdown: S) -> io::Result<u64>
where
    S: Future<Output = ()>,
{
    let mut shutdown = pin!(shutdown);
    let mut connections = JoinSet::new();
    let mut served = 0;
    let places = Arc::new(Semaphore::new(max_connections));
    loop {
        tokio::select! {
            biased;
            () = &mut shutdown => break,
            Some(_) = connections.join_next() => {}
            place = place(&places, &listener) => {
                let (permit, client) = place?;
                served += 1;
                connections.spawn(echo(client));
                drop(permit);
            }
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
    Ok(served)
}

async fn place(
    places: &Arc<Semaphore>,
    listener: &TcpListener,
) -> io::Result<(OwnedSemaphorePermit, TcpStream)> {
    let permit = places.clone().acquire_owned().await.expect("never closed");
    let (client, _address) = listener.accept().await?;
    Ok((permit, client))
}

async fn echo(mut client: TcpStream) -> io::Result<u64> {
    let (mut from, mut to) = client.split();
    tokio::io::copy(&mut from, &mut to).await
}
