//! Hidden checks of `guard_across_await` that are run in every order of their threads.

use guard_across_await as k;
use kata_kit::{assert_same, hang_hint};
use kata_orders::one_of;
use std::{
    cell::Cell,
    future::{Future, poll_fn, ready},
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
    thread::{self, JoinHandle},
};

/// However two threads add to one key, no update is lost.
/// Promises: 2
fn no_update_is_lost_between_threads() {
    const HELD: &str = "One `add` waited for its amount, and another thread could not add meanwhile: a lock that is held across an `.await` keeps everybody out for as long as that takes.";
    const GAP: &str = "Between giving the lock back and taking it again another thread gets in, also without any `.await`; so it does between two steps of an atomic. Read the total, change it and take the new one under one guard, or in one step.";
    let totals: &'static k::Totals = Box::leak(Box::default());
    let (first, second) = if one_of([true, false]) {
        let _hint = hang_hint(HELD);
        let is_there = Cell::new(false);
        let amount = poll_fn(|_| {
            if is_there.get() {
                Poll::Ready(7)
            } else {
                Poll::Pending
            }
        });
        let mut first = pin!(totals.add("a", amount));
        let _waits = poll(first.as_mut());
        let Some(other) = Probe(totals).on_a_thread(add_five) else {
            return;
        };
        let second = other.join().expect("adding does not panic");
        is_there.set(true);
        (output_of(first), second)
    } else {
        let Some(other) = Probe(totals).on_a_thread(add_five) else {
            return;
        };
        let first = output_of(pin!(totals.add("a", ready(7))));
        (first, other.join().expect("adding does not panic"))
    };
    let mut given = [first, second];
    given.sort_unstable();
    let promised = match given {
        [7, _] => [7, 12],
        _ => [5, 12],
    };
    assert_same("the totals given for 7 and 5", given, promised, GAP);
    assert_same("`get` after both", totals.get("a"), 12, GAP);
}

fn add_five(totals: &k::Totals) -> u64 {
    output_of(pin!(totals.add("a", ready(5))))
}

fn poll(future: Pin<&mut impl Future<Output = u64>>) -> Poll<u64> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

// The output of a future that waits for nobody but the other thread.
fn output_of(mut future: Pin<&mut impl Future<Output = u64>>) -> u64 {
    loop {
        match poll(future.as_mut()) {
            Poll::Ready(total) => return total,
            Poll::Pending => thread::yield_now(),
        }
    }
}

// Gives work to a thread only where the type can be shared, which another check is about: the inherent method is
// preferred to the trait's.
struct Probe<T>(T);

impl<T: Sync> Probe<&'static T> {
    fn on_a_thread(self, work: fn(&T) -> u64) -> Option<JoinHandle<u64>> {
        Some(thread::spawn(move || work(self.0)))
    }
}

trait Otherwise: Sized {
    fn on_a_thread(self, _: fn(&k::Totals) -> u64) -> Option<JoinHandle<u64>> {
        None
    }
}

impl<T> Otherwise for Probe<T> {}
