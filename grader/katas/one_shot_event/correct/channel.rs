//! tokio's oneshot channel inside: its receiver is a future that knows when the sender is gone.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};
use tokio::sync::oneshot;

pub struct Trigger(oneshot::Sender<()>);
pub struct Event(oneshot::Receiver<()>);

pub fn event() -> (Trigger, Event) {
    let (sender, receiver) = oneshot::channel();
    (Trigger(sender), Event(receiver))
}

impl Trigger {
    pub fn fire(self) {
        let _ = self.0.send(());
    }
}

impl Future for Event {
    type Output = bool;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<bool> {
        Pin::new(&mut self.0).poll(cx).map(|result| result.is_ok())
    }
}
