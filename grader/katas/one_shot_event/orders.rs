//! Hidden checks of `one_shot_event` that are run in every order of their threads.

use kata_kit::{assert_same, assert_that};
use kata_orders::{Wakes, one_of};
use one_shot_event as k;
use std::{
    future::Future as _,
    task::{Context, Poll},
    thread,
};

/// However a poll and a trigger meet on two threads, no wake is lost.
/// Points: 3
fn no_wake_is_lost_between_threads() {
    let fires = one_of([true, false]);
    let polls = one_of([1, 2]);
    let (trigger, event) = k::event();
    let mut event = Box::pin(event);
    let other = thread::spawn(move || if fires { trigger.fire() } else { drop(trigger) });
    let mut wakes = Wakes::new();
    let mut answer = event
        .as_mut()
        .poll(&mut Context::from_waker(&wakes.waker()));
    // The event may move to another task, which polls with a waker of its own.
    if polls == 2 && answer.is_pending() {
        wakes = Wakes::new();
        answer = event
            .as_mut()
            .poll(&mut Context::from_waker(&wakes.waker()));
    }
    while answer.is_pending() {
        assert_that(
            wakes.wait_for_one(),
            "One thread polled and got `Pending`, another fired or dropped the trigger at that moment, and the waker was not called.",
            "A wake was lost: one of the two came in between two steps of the other. `poll` looks for the answer and stores its waker. Do both under one lock, or store first and then look again. And the trigger has to set the answer before it takes the waker.",
        );
        answer = event
            .as_mut()
            .poll(&mut Context::from_waker(&wakes.waker()));
    }
    assert_same(
        "the answer after both had met",
        answer,
        Poll::Ready(fires),
        "True is for fired, false for dropped. Two flags, or two locks, that are set or read one after the other can be seen half-way: keep in one value that there is an answer and which one it is.",
    );
    other.join().expect("the trigger's thread does not panic");
}
