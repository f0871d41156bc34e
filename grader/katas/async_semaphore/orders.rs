//! Hidden checks of `async_semaphore` that are run in every order of their threads.

use async_semaphore as k;
use kata_kit::{assert_same, assert_that};
use kata_orders::{Wakes, one_of};
use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    thread,
};

// Permits are handed to other threads, futures are not: they need not be `Send`.
type Permit = k::Permit<'static>;

fn semaphore(permits: usize) -> &'static k::Semaphore {
    Box::leak(Box::new(k::Semaphore::new(permits)))
}

// A call of `acquire`, with the wakes of its latest poll.
struct Turn {
    future: Pin<Box<dyn Future<Output = Permit>>>,
    wakes: Wakes,
}

impl Turn {
    fn new(semaphore: &'static k::Semaphore) -> Self {
        Self {
            future: Box::pin(semaphore.acquire()),
            wakes: Wakes::new(),
        }
    }

    fn poll(&mut self) -> Option<Permit> {
        let waker = self.wakes.waker();
        match self.future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(permit) => Some(permit),
            Poll::Pending => None,
        }
    }

    // One that waits, because all permits are held.
    fn waiting(semaphore: &'static k::Semaphore) -> Self {
        let mut turn = Self::new(semaphore);
        let answer = turn.poll();
        assert_that(
            answer.is_none(),
            "All permits were held, and one more call of `acquire` got one.",
            "A permit is free again when it has been dropped.",
        );
        turn
    }
}

fn held(semaphore: &'static k::Semaphore) -> Permit {
    let answer = Turn::new(semaphore).poll();
    answer.unwrap_or_else(|| {
        panic!("A permit was free, nobody waited, and `acquire` was pending.\nWhat is free is taken at once.")
    })
}

fn joined(other: thread::JoinHandle<()>) {
    other.join().expect("the other thread does not panic");
}

/// However a poll of `acquire` and a permit that comes back meet, the one who waits gets it.
/// Promises: 2, 5, 8
/// Points: 2
fn a_poll_meets_a_permit_that_comes_back() {
    let polls = one_of([1, 2]);
    let semaphore = semaphore(1);
    let held = held(semaphore);
    let other = thread::spawn(move || drop(held));
    let mut turn = Turn::new(semaphore);
    let mut answer = turn.poll();
    if polls == 2 && answer.is_none() {
        turn.wakes = Wakes::new();
        answer = turn.poll();
    }
    if answer.is_none() {
        assert_that(
            turn.wakes.wait_for_one(),
            "`acquire` was pending, the permit came back at that moment, and the waker of the latest poll was not called.",
            "A wake was lost.",
        );
        answer = turn.poll();
    }
    joined(other);
    assert_that(answer.is_some(), "woken, pending", "");
    assert_same("free", semaphore.free(), 0, "");
    drop(answer);
    assert_same("free", semaphore.free(), 1, "");
}

/// Nobody overtakes.
/// Promises: 3, 4
/// Points: 2
fn nobody_overtakes() {
    let semaphore = semaphore(1);
    let permit = held(semaphore);
    let mut first = Turn::waiting(semaphore);
    let other = thread::spawn(move || drop(permit));
    let mut newcomer = Turn::new(semaphore);
    assert_that(newcomer.poll().is_none(), "overtook", "");
    joined(other);
    assert_same("wakes", first.wakes.count(), 1, "");
    assert_same("wakes", newcomer.wakes.count(), 0, "");
    let permit = first.poll();
    assert_that(permit.is_some(), "", "");
    assert_that(newcomer.poll().is_none(), "overtook", "");
    drop(permit);
    assert_same("wakes", newcomer.wakes.count(), 1, "");
    assert_that(newcomer.poll().is_some(), "", "");
}

/// Whoever gives up takes nothing with it.
/// Promises: 6
/// Points: 3
fn whoever_gives_up_takes_nothing_with_it() {
    let somebody_is_behind = one_of([true, false]);
    let semaphore = semaphore(1);
    let permit = held(semaphore);
    let first = Turn::waiting(semaphore);
    let mut next = somebody_is_behind.then(|| Turn::waiting(semaphore));
    let other = thread::spawn(move || drop(permit));
    drop(first);
    joined(other);
    let free = semaphore.free();
    assert_same("free", free, usize::from(!somebody_is_behind), "");
    if let Some(next) = &mut next {
        assert_same("wakes", next.wakes.count(), 1, "");
        assert_that(next.poll().is_some(), "", "");
    }
    assert_same("free", semaphore.free(), 1, "");
}

/// Two come back.
/// Promises: 4
fn two_permits_come_back() {
    let semaphore = semaphore(2);
    let permits = [held(semaphore), held(semaphore)];
    let mut waiting = [(); 3].map(|()| Turn::waiting(semaphore));
    let others = permits.map(|permit| thread::spawn(move || drop(permit)));
    for other in others {
        joined(other);
    }
    let woken = waiting.each_ref().map(|turn| turn.wakes.count());
    assert_same("woken", woken, [1, 1, 0], "");
    let permits = waiting.each_mut().map(Turn::poll);
    let answers = permits.each_ref().map(Option::is_some);
    assert_same("answers", answers, [true, true, false], "");
}

/// Never more than one.
/// Promises: 1
fn one_inside_at_a_time() {
    let semaphore = semaphore(1);
    let inside = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let work = move |inside: &std::sync::atomic::AtomicUsize| {
        use std::sync::atomic::Ordering::SeqCst;
        let mut turn = Turn::new(semaphore);
        let mut permit = turn.poll();
        while permit.is_none() {
            assert_that(turn.wakes.wait_for_one(), "lost", "");
            permit = turn.poll();
        }
        assert_same("inside", inside.fetch_add(1, SeqCst), 0, "");
        inside.fetch_sub(1, SeqCst);
        drop(permit);
    };
    let of_other = inside.clone();
    let other = thread::spawn(move || work(&of_other));
    work(&inside);
    joined(other);
    assert_same("free", semaphore.free(), 1, "");
}
