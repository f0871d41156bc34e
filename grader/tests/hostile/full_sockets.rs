//! Tries: to have gigabytes lie in sockets, where no limit of memory sees them.
//! Verdict: failed
//! Message: Too many open files

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    use std::{io::Write, os::unix::net::UnixStream};
    let _ = futs;
    let mut pairs = Vec::new();
    loop {
        match UnixStream::pair() {
            Ok((mut one, other)) => {
                one.set_nonblocking(true).ok();
                while one.write(&[0; 1 << 16]).is_ok() {}
                pairs.push((one, other));
            }
            Err(error) if pairs.len() < 600 => panic!("{error}"),
            Err(error) => panic!("only now: {}", error.kind()),
        }
    }
}
