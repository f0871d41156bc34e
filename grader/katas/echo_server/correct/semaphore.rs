//! A semaphore; place and connection are waited for in one branch of the `select!`.

use std::{future::Future, io, pin::pin, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinSet,
    time::sleep,
};

pub async fn serve<S>(listener: TcpListener, max_connections: usize, shutdown: S) -> io::Result<u64>
where
    S: Future<Output = ()>,
{
    let mut shutdown = pin!(shutdown);
    let mut connections = JoinSet::new();
    let mut served = 0;
    let places = Arc::new(Semaphore::new(max_connections.min(Semaphore::MAX_PERMITS)));
    loop {
        tokio::select! {
            biased;
            () = &mut shutdown => break,
            Some(_) = connections.join_next() => {}
            (permit, client) = place(&places, &listener) => {
                served += 1;
                connections.spawn(async move {
                    let _permit = permit;
                    echo(client).await
                });
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
) -> (OwnedSemaphorePermit, TcpStream) {
    let permit = places.clone().acquire_owned().await.expect("never closed");
    loop {
        match listener.accept().await {
            Ok((client, _address)) => return (permit, client),
            Err(_) => sleep(Duration::from_millis(50)).await,
        }
    }
}

async fn echo(mut client: TcpStream) -> io::Result<u64> {
    let (mut from, mut to) = client.split();
    tokio::io::copy(&mut from, &mut to).await
}
