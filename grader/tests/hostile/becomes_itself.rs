//! Tries: to start its own program anew, or any program by way of the loader.
//! Verdict: failed
//! Message: stayed itself

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    use std::os::unix::process::CommandExt as _;
    let own = std::env::args().next().unwrap_or_default();
    let loaders = ["/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1", "/lib/ld-musl-x86_64.so.1"];
    if !futs.is_empty() {
        for program in loaders.into_iter().chain([&*own]) {
            let _never = std::process::Command::new(program).arg("--help").exec();
        }
        panic!("stayed itself");
    }
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
