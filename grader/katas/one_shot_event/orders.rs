//! Hidden checks of `one_shot_event` that are run in every order of their threads.

use kata_kit::{assert_same, assert_that};
use kata_orders::{Wakes, one_of};
use one_shot_event as k;
use std::{
    future::Future as _,
    pin::Pin,
    task::{Context, Poll},
    thread,
};

type Event = Pin<Box<k::Event>>;

fn poll(event: &mut Event, wakes: &Wakes) -> Poll<bool> {
    event
        .as_mut()
        .poll(&mut Context::from_waker(&wakes.waker()))
}

fn end(trigger: k::Trigger, fires: bool) {
    if fires {
        trigger.fire();
    } else {
        drop(trigger);
    }
}

// Where nobody is woken even when one comes after the other, nothing about threads is to be explained.
fn expect_a_wake_without_threads(fires: bool) {
    let (trigger, event) = k::event();
    let (mut event, wakes) = (Box::pin(event), Wakes::new());
    let answer = poll(&mut event, &wakes);
    end(trigger, fires);
    assert_that(
        answer.is_ready() || wakes.wait_for_one(),
        "The trigger was fired or dropped, but the waker of the latest poll was not called.",
        "Returning `Pending` is a promise to call the waker later: `poll` must keep `cx.waker().clone()` where the trigger finds it, and the trigger must wake it.",
    );
}

/// However a poll and a trigger meet on two threads, no wake is lost.
/// Promises: 6
/// Points: 3
fn no_wake_is_lost_between_threads() {
    let fires = one_of([true, false]);
    let polls = one_of([1, 2]);
    expect_a_wake_without_threads(fires);
    let (trigger, event) = k::event();
    let (mut event, mut wakes) = (Box::pin(event), Wakes::new());
    let other = thread::spawn(move || end(trigger, fires));
    let mut answer = poll(&mut event, &wakes);
    // The event may move to another task, which polls with a waker of its own.
    if polls == 2 && answer.is_pending() {
        wakes = Wakes::new();
        answer = poll(&mut event, &wakes);
    }
    while answer.is_pending() {
        assert_that(
            wakes.wait_for_one(),
            "One thread polled and got `Pending`, another fired or dropped the trigger at that moment, and the waker was not called.",
            "A wake was lost: one of the two came in between two steps of the other. `poll` looks for the answer and stores its waker. Do both under one lock, or store first and then look again. And the trigger has to set the answer before it takes the waker.",
        );
        answer = poll(&mut event, &wakes);
    }
    assert_same(
        "the answer after both had met",
        answer,
        Poll::Ready(fires),
        "True is for fired, false for dropped. Two flags, or two locks, that are set or read one after the other can be seen half-way: keep in one value that there is an answer and which one it is.",
    );
    other.join().expect("the trigger's thread does not panic");
}
