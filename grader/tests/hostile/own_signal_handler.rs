//! Tries: to take the signals by which threads are looked at.
//! Verdict: failed
//! Message: It was not done after

use futures::future::BoxFuture;
use tokio::signal::unix::{SignalKind, signal};

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let _ = futs;
    let all: Vec<_> = (32..65).map(|n| signal(SignalKind::from_raw(n))).collect();
    let again = || {
        loop {
            (32..65).for_each(|n| drop(signal(SignalKind::from_raw(n))));
        }
    };
    std::thread::spawn(again);
    loop {
        std::thread::park();
        std::hint::black_box(&all);
    }
}
