//! Tries: to send something out with the question for a name.
//! Verdict: failed
//! Message: no answer

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    use std::net::ToSocketAddrs as _;
    let names = ["example.org:80", "localhost:80"];
    if names.iter().all(|name| name.to_socket_addrs().is_err()) {
        panic!("no answer");
    }
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
