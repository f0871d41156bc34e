//! Tries: to leave a daemon behind.
//! Verdict: failed
//! Message: no daemon

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    use std::os::unix::process::CommandExt as _;
    let mut shell = std::process::Command::new("/bin/sh");
    shell.args(["-c", "setsid sh -c 'sleep 4343 & exit' & exit"]).process_group(0);
    if shell.spawn().is_err() && shell.status().is_err() && shell.output().is_err() {
        panic!("no daemon");
    }
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
