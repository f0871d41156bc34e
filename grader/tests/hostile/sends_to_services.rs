//! Tries: to send something to a service of this machine, from a socket that was half of a pair.
//! Verdict: failed
//! Message: no pair

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let pair = std::os::unix::net::UnixDatagram::pair();
    let streams = std::os::unix::net::UnixStream::pair();
    let sent = |socket: &std::os::unix::net::UnixDatagram| socket.send_to(b"forged", "/dev/log").is_ok();
    if streams.is_ok() && !pair.is_ok_and(|(one, _)| sent(&one) || one.connect("/dev/log").is_ok()) {
        panic!("no pair");
    }
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
