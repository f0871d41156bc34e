//! Tries: to end the process when its main thread is torn down.
//! Verdict: failed
//! Message: It returned None.

use futures::future::BoxFuture;
struct Bomb;
impl Drop for Bomb {
    fn drop(&mut self) {
        std::process::exit(0);
    }
}
thread_local!(static BOMB: Bomb = const { Bomb });

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let _ = futs;
    BOMB.with(|_| ());
    None
}
