//! Misconception: A client that says nothing for a minute has gone.
//! Caught by: open_connections_are_drained
//! Message: there is no time limit

use std::{future::Future, io, pin::pin, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::{sleep, timeout},
};

const PAUSE: Duration = Duration::from_millis(100);

pub async fn serve<S>(listener: TcpListener, max_connections: usize, shutdown: S) -> io::Result<u64>
where
    S: Future<Output = ()>,
{
    let mut shutdown = pin!(shutdown);
    let mut connections = JoinSet::new();
    let mut served = 0;
    let ended = loop {
        tokio::select! {
            biased;
            () = &mut shutdown => break Ok(()),
            Some(_) = connections.join_next() => {}
            client = next_client(&listener), if connections.len() < max_connections => match client {
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
    timeout(Duration::from_secs(60), tokio::io::copy(&mut from, &mut to)).await?
}
