//! An event that happens once: a future written by hand.

#![expect(
    unused_variables,
    reason = "a stub uses nothing; delete this attribute when you have filled it in"
)]

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

/// Makes its [`Event`] happen. Dropped unfired, it makes it known that nothing will happen any more.
pub struct Trigger {
    // The fields are up to you.
}

/// Waits for its [`Trigger`]: true when it was fired, false when it was dropped without that.
pub struct Event {
    // The fields are up to you.
}

/// A trigger and the event that it fires.
pub fn event() -> (Trigger, Event) {
    todo!()
}

impl Trigger {
    /// Lets the event happen.
    pub fn fire(self) {
        todo!()
    }
}

impl Future for Event {
    type Output = bool;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<bool> {
        todo!()
    }
}
