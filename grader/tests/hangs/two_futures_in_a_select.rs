//! Two pending futures of the student's own in a `select`.
//! Check: ends
//! Says: waits here for a change that nobody makes

use futures::future::{Either, select};
use std::pin::pin;
use tokio::sync::{oneshot, watch};

pub async fn go() -> u32 {
    let (_open, receiver) = oneshot::channel::<u32>();
    let (_stop, mut changes) = watch::channel(0u32);
    let a = async { receiver.await.unwrap() }; // <- here
    let b = async {
        changes.changed().await.unwrap(); // <- here
        8
    };
    match select(pin!(a), pin!(b)).await {
        Either::Left((seven, _)) => seven,
        Either::Right((eight, _)) => eight,
    }
}
