//! No tasks: the connections are futures in a `FuturesUnordered`, read and written by hand.

use futures::{StreamExt as _, stream::FuturesUnordered};
use std::{future::Future, io};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

pub async fn serve<S>(listener: TcpListener, max_connections: usize, shutdown: S) -> io::Result<u64>
where
    S: Future<Output = ()>,
{
    let mut shutdown = Box::pin(shutdown);
    let mut open = FuturesUnordered::new();
    let (mut served, mut stopping) = (0, false);
    while !(stopping && open.is_empty()) {
        let has_room = !stopping && open.len() < max_connections;
        tokio::select! {
            () = &mut shutdown, if !stopping => stopping = true,
            Some(()) = open.next() => served += 1,
            Ok((client, _)) = listener.accept(), if has_room => open.push(async {
                let _ = echo(client).await;
            }),
        }
    }
    Ok(served)
}

async fn echo(mut client: TcpStream) -> io::Result<()> {
    let mut bytes = vec![0; 4096];
    loop {
        match client.read(&mut bytes).await? {
            0 => return client.shutdown().await,
            n => client.write_all(&bytes[..n]).await?,
        }
    }
}
