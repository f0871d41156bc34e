//! Tries: to have the compiler say what it does not mean.
//! Verdict: signature_changed
//! Message: `first` must be

use futures::future::BoxFuture;
#[diagnostic::on_unimplemented(message = "linking with `cc` failed: ::error::forged")]
pub trait Forged {}
pub struct Anything;

pub async fn first<'a, T: Forged>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
