//! An echo server with a limit, which drains when it is shut down.

use std::{future::Future, io, pin::pin, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::sleep,
};

/// How long to wait after `accept` has failed: what was missing has to become free first.
const PAUSE: Duration = Duration::from_millis(100);

/// Sends back what every client sends, to at most `max_connections` clients at the same time, until
/// `shutdown` is ready and the clients that were being served then have closed. Gives how many were
/// served.
pub async fn serve<S>(listener: TcpListener, max_connections: usize, shutdown: S) -> io::Result<u64>
where
    S: Future<Output = ()>,
{
    let mut shutdown = pin!(shutdown);
    let mut connections = JoinSet::new();
    let mut served = 0;
    let ended = loop {
        tokio::select! {
            // If both are ready, nobody new is let in.
            biased;
            () = &mut shutdown => break Ok(()),
            // Its result is the client's business: neither an error nor a panic concerns the others.
            Some(_) = connections.join_next() => {}
            // While the server is full nobody is accepted: the system lets them wait. The two other
            // branches go on meanwhile, so that a free place and the shutdown are noticed.
            client = next_client(&listener), if connections.len() < max_connections => match client {
                Ok(client) => {
                    served += 1;
                    connections.spawn(echo(client));
                }
                Err(error) => break Err(error),
            }
        }
    };
    // From here on the system refuses new clients, and those in its queue. Those who are being served go
    // on, whatever has ended the loop.
    drop(listener);
    while connections.join_next().await.is_some() {}
    ended.map(|()| served)
}

/// The next client. An error that the system reports passes: the client may have gone already, or the
/// process has too many open files, and those who are being served will close some. Any other error
/// comes from a runtime that is shutting down. Nothing is lost if this is dropped, so it may stand in a
/// `select!`.
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

/// Sends everything back until the client has closed its side.
async fn echo(mut client: TcpStream) -> io::Result<u64> {
    let (mut from, mut to) = client.split();
    tokio::io::copy(&mut from, &mut to).await
}
