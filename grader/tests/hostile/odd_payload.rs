//! Tries: to end the process in the destructor of what it panics with.
//! Verdict: failed
//! Message: a panic without a text

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            std::process::exit(0);
        }
    }
    if !futs.is_empty() {
        std::panic::resume_unwind(Box::new(Bomb));
    }
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
