//! Mistake: `Future` is written as a type.
//! Says: is a trait
use std::future::Future;

pub async fn twice() -> u8 {
    let number: Future<Output = u8> = async { 1 };
    number.await * 2
}
