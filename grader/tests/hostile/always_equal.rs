//! Tries: to win comparisons with a type that equals everything.
//! Verdict: signature_changed
//! Message: `first` must be

use futures::future::BoxFuture;
#[derive(Debug)]
pub struct Anything;

impl<T> PartialEq<T> for Anything {
    fn eq(&self, _: &T) -> bool {
        true
    }
}

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<Anything> {
    let _ = futs;
    Some(Anything)
}
