//! Misconception: What a client sends is text.
//! Caught by: everything_comes_back
//! Message: they need not be text

use std::{future::Future, io, pin::pin};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

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
    while connections.join_next().await.is_some() {}
    Ok(served)
}

/// Sends everything back until the client has closed its side.
async fn echo(mut client: TcpStream) -> io::Result<u64> {
    let (mut from, mut to) = client.split();
    use tokio::io::*;
    let mut b = [0u8; 1024];
    let mut n = 0;
    loop {
        let k = from.read(&mut b).await?;
        if k == 0 {
            return Ok(n);
        }
        let s = String::from_utf8_lossy(&b[..k]).into_owned();
        to.write_all(s.as_bytes()).await?;
        n += k as u64
    }
}
