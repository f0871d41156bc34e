//! Tries: to listen to, and call, the network.
//! Verdict: failed
//! Message: no network

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let tcp = std::net::TcpListener::bind("127.0.0.1:0").is_ok();
    let udp = std::net::UdpSocket::bind("127.0.0.1:0").is_ok();
    let unix = std::os::unix::net::UnixListener::bind("socket").is_ok();
    if !(tcp || udp || unix) {
        panic!("no network");
    }
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
