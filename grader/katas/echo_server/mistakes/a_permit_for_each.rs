//! Misconception: A semaphore has as many permits as one likes.
//! Caught by: the_limit_is_kept
//! Message: a semaphore has `Semaphore::MAX_PERMITS` at most

use std::{future::Future, io, pin::pin, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    task::JoinSet,
    time::sleep,
};

const PAUSE: Duration = Duration::from_millis(100);

pub async fn serve<S>(listener: TcpListener, max_connections: usize, shutdown: S) -> io::Result<u64>
where
    S: Future<Output = ()>,
{
    let mut shutdown = pin!(shutdown);
    let mut connections = JoinSet::new();
    let places = Semaphore::new(max_connections);
    let mut served = 0;
    let ended = loop {
        tokio::select! {
            biased;
            () = &mut shutdown => break Ok(()),
            Some(_) = connections.join_next() => {}
            client = next_client(&listener), if connections.len() < places.available_permits() => match client {
                Ok(client) => {
                    served += 1;
                    connections.spawn(echo(client));
                }
                Err(error) => break Err(error),
            }
        }
    };
    drop(listener);
    while connections.join_next().await.is_some() {}
    ended.map(|()| served)
}

async fn next_client(listener: &TcpListener) -> io::Result<TcpStream> {
    loop {
        match listener.accept().await {
            Ok((client, _address)) => return Ok(client),
            Err(error) if error.raw_os_error().is_none() => return Err(error),
            Err(error) => {
                eprintln!("cannot accept a client: {error}");
                sleep(PAUSE).await;
            }
        }
    }
}

async fn echo(mut client: TcpStream) -> io::Result<u64> {
    let (mut from, mut to) = client.split();
    tokio::io::copy(&mut from, &mut to).await
}
