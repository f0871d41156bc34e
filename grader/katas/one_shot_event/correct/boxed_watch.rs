//! An async block in a box, which waits on a watch channel.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};
use tokio::sync::watch;

pub struct Trigger {
    sender: watch::Sender<bool>,
}

pub struct Event {
    inner: Pin<Box<dyn Future<Output = bool> + Send>>,
}

pub fn event() -> (Trigger, Event) {
    let (sender, mut receiver) = watch::channel(false);
    let inner = Box::pin(async move { receiver.wait_for(|fired| *fired).await.is_ok() });
    (Trigger { sender }, Event { inner })
}

impl Trigger {
    pub fn fire(self) {
        self.sender.send_replace(true);
    }
}

impl Future for Event {
    type Output = bool;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<bool> {
        self.inner.as_mut().poll(cx)
    }
}
