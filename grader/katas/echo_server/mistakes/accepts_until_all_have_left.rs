//! Misconception: The loop goes on until the last client has left.
//! Caught by: nobody_new_after_the_shutdown
//! Message: A client that came after the shutdown was served

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
    while !connections.is_empty() {
        tokio::select! {
            _ = connections.join_next() => {}
            accepted = listener.accept() => {
                served += 1;
                connections.spawn(echo(accepted?.0));
            }
        }
    }
    Ok(served)
}

async fn echo(mut client: TcpStream) -> io::Result<u64> {
    let (mut from, mut to) = client.split();
    tokio::io::copy(&mut from, &mut to).await
}
