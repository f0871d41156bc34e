//! Accepts first, then waits for a permit; whoever waits at the shutdown is dropped; a channel says when all are done.

use std::{future::Future, io, pin::pin, sync::Arc, time::Duration};
use tokio::{
    net::TcpListener,
    sync::{Semaphore, mpsc},
};

pub async fn serve<S>(listener: TcpListener, max_connections: usize, shutdown: S) -> io::Result<u64>
where
    S: Future<Output = ()>,
{
    let mut shutdown = pin!(shutdown);
    let places = Arc::new(Semaphore::new(max_connections.min(Semaphore::MAX_PERMITS)));
    let (alive, mut all_done) = mpsc::channel::<()>(1);
    let mut served = 0;
    loop {
        let accepted = tokio::select! {
            () = &mut shutdown => break,
            accepted = listener.accept() => accepted,
        };
        let Ok((client, _)) = accepted else {
            // The error concerns one client, or passes when others close.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let place = tokio::select! {
            () = &mut shutdown => break,
            place = places.clone().acquire_owned() => place.expect("never closed"),
        };
        served += 1;
        let alive = alive.clone();
        tokio::spawn(async move {
            let (mut from, mut to) = client.into_split();
            let _ = tokio::io::copy(&mut from, &mut to).await;
            drop((place, alive));
        });
    }
    drop((listener, alive));
    let _ = all_done.recv().await;
    Ok(served)
}
