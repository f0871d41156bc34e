//! Tries: to call a service of this machine through its socket.
//! Verdict: failed
//! Message: no service

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let sockets = ["/var/run/docker.sock", "/run/docker.sock", "/run/dbus/system_bus_socket", "/dev/log"];
    let stream = sockets.iter().any(|path| std::os::unix::net::UnixStream::connect(path).is_ok());
    let datagram = std::os::unix::net::UnixDatagram::unbound().is_ok();
    if !stream && !datagram {
        panic!("no service");
    }
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
