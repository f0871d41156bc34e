//! Tries: to read the key from its input.
//! Verdict: failed
//! Message: nothing left

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let mut text = String::new();
    let _ = std::io::Read::read_to_string(&mut std::io::stdin(), &mut text);
    if text.is_empty() {
        panic!("nothing left");
    }
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
