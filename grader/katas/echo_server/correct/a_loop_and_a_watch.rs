//! The accept loop is a task of its own and hears of the shutdown through a watch channel; all permits together mean that nobody is left.

use std::{future::Future, io, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
};

pub async fn serve<S>(listener: TcpListener, max_connections: usize, shutdown: S) -> io::Result<u64>
where
    S: Future<Output = ()>,
{
    let places = Arc::new(Semaphore::new(max_connections.min(Semaphore::MAX_PERMITS)));
    let (stop, stopped) = watch::channel(false);
    let accepting = tokio::spawn(accept(listener, places.clone(), stopped));
    shutdown.await;
    stop.send_replace(true);
    let served = accepting.await.map_err(io::Error::other)??;
    let _all = places.acquire_many(max_connections as u32).await;
    Ok(served)
}

async fn accept(
    listener: TcpListener,
    places: Arc<Semaphore>,
    mut stopped: watch::Receiver<bool>,
) -> io::Result<u64> {
    let mut served = 0;
    loop {
        let next = async {
            let place = places
                .clone()
                .acquire_owned()
                .await
                .map_err(io::Error::other)?;
            loop {
                // Too many open files, or a client that has gone already: try again.
                match listener.accept().await {
                    Ok((client, _)) => return Ok::<_, io::Error>((place, client)),
                    Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
                }
            }
        };
        let (place, mut client): (_, TcpStream) = tokio::select! {
            _ = stopped.wait_for(|stopped| *stopped) => return Ok(served),
            next = next => next?,
        };
        served += 1;
        tokio::spawn(async move {
            let (mut from, mut to) = client.split();
            let _ = tokio::io::copy(&mut from, &mut to).await;
            drop(place);
        });
    }
}
