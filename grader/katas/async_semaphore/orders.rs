//! Hidden checks of `async_semaphore` that are run in every order of their threads.

use async_semaphore as k;
use kata_kit::{assert_same, assert_that};
use kata_orders::{Wakes, one_of};
use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    task::{Context, Poll},
    thread::{self, JoinHandle},
};

const GAP: &str = "A wake was lost: the permit came back between two steps of the poll. Look for a free permit and join the queue under one lock. Who gives back has to free the permit, or hand it over, under that lock too.";
const OVERTAKEN: &str = "The permit was free for a moment, and the newcomer took it. Who gives it back has to hand it over under the same lock: take the first out of the queue, and count the permit as free only if nobody is there.";
const GAVE_UP: &str = "A permit came back while one that waited was dropped. Either that one was still in the queue and leaves it, or it was given the permit and hands it on: find out which, and do it, under one lock.";
const TORN: &str = "A number that was true at one moment has to be read in one step, or under the lock under which it changes. What is changed back a step later is seen in between.";

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

    // Waits until it is woken, and polls: then it has its permit.
    fn poll_when_woken(&mut self) -> Option<Permit> {
        let is_woken = self.wakes.wait_for_one();
        self.poll().filter(|_| is_woken)
    }

    // What the poll after the wake gave.
    fn expect(&self, permit: Option<Permit>) -> Permit {
        assert_that(
            self.wakes.count() > 0 || permit.is_some(),
            "One thread polled `acquire` and it was pending, another gave the permit back, and the waker of the latest poll was not called.",
            GAP,
        );
        let Some(permit) = permit else {
            panic!(
                "The one that was woken was polled, and is still pending.\nWho is woken has its permit: hand it over first, then wake."
            );
        };
        permit
    }
}

// A permit that is free.
fn take(semaphore: &'static k::Semaphore) -> Permit {
    let Some(permit) = Turn::new(semaphore).poll() else {
        panic!(
            "A permit was free, nobody waited, and `acquire` was pending.\nIf a permit is free and nobody waits, the first poll takes it. (Was one lost before?)"
        );
    };
    permit
}

// One that waits, because all permits are held.
fn waiting(semaphore: &'static k::Semaphore) -> Turn {
    let mut turn = Turn::new(semaphore);
    assert_that(
        turn.poll().is_none(),
        "All permits were held, and one more call of `acquire` got one.",
        "Each permit that is given has to be counted until it is dropped.",
    );
    turn
}

fn on_another_thread(work: impl FnOnce() + Send + 'static) -> JoinHandle<()> {
    thread::spawn(work)
}

fn join(other: JoinHandle<()>) {
    other.join().expect("the other thread does not panic");
}

/// However a poll and a permit that comes back meet on two threads, the one who waits is woken and gets it.
/// Promises: 4, 5, 8
/// Follows: each_permit_wakes_one, the_latest_waker_is_called
/// Points: 3
fn a_poll_meets_a_permit_that_comes_back() {
    let polls = one_of([1, 2]);
    let semaphore = semaphore(1);
    let held = take(semaphore);
    let other = on_another_thread(move || drop(held));
    let mut turn = Turn::new(semaphore);
    let mut answer = turn.poll();
    // It may move to another task, which polls with a waker of its own.
    if polls == 2 && answer.is_none() {
        turn.wakes = Wakes::new();
        answer = turn.poll();
    }
    let answer = answer.or_else(|| turn.poll_when_woken());
    join(other);
    let permit = turn.expect(answer);
    assert_same("`free` while the permit is held", semaphore.free(), 0, GAP);
    drop(permit);
    assert_same("`free` then", semaphore.free(), 1, GAP);
}

/// A permit goes to the one who waits, also if a newcomer polls just as it comes back.
/// Promises: 3, 8
/// Follows: nobody_overtakes_those_who_wait, each_permit_wakes_one
/// Points: 2
fn a_newcomer_meets_a_permit_that_comes_back() {
    let semaphore = semaphore(1);
    let held = take(semaphore);
    let mut first = waiting(semaphore);
    let other = on_another_thread(move || drop(held));
    let mut newcomer = Turn::new(semaphore);
    let overtakes = newcomer.poll();
    join(other);
    assert_that(
        overtakes.is_none(),
        "One waited, its permit came back, and just then a newcomer on another thread got it.",
        OVERTAKEN,
    );
    assert_same(
        "how often the one who waited was woken, and the newcomer",
        (first.wakes.count(), newcomer.wakes.count()),
        (1, 0),
        OVERTAKEN,
    );
    let permit = first.poll();
    drop(first.expect(permit));
    let permit = newcomer.poll_when_woken();
    drop(newcomer.expect(permit));
    assert_same("`free` after both", semaphore.free(), 1, OVERTAKEN);
}

/// However a permit that comes back meets one that gives up, the permit is not lost.
/// Promises: 6, 8
/// Follows: whoever_gives_up_takes_nothing_with_it
/// Points: 3
fn one_gives_up_as_a_permit_comes_back() {
    let somebody_is_behind = one_of([true, false]);
    let semaphore = semaphore(1);
    let held = take(semaphore);
    let first = waiting(semaphore);
    let mut next = somebody_is_behind.then(|| waiting(semaphore));
    let other = on_another_thread(move || drop(held));
    drop(first);
    join(other);
    if let Some(next) = &mut next {
        assert_same(
            "how often the next in line was woken",
            next.wakes.count(),
            1,
            GAVE_UP,
        );
        assert_same(
            "`free` when the next in line was woken",
            semaphore.free(),
            0,
            GAVE_UP,
        );
        let permit = next.poll();
        drop(next.expect(permit));
    }
    assert_same("`free` at the end", semaphore.free(), 1, GAVE_UP);
}

/// One that was given a permit and gives up hands it to the next in line, also if that one gives up just then.
/// Promises: 6, 8
/// Follows: whoever_gives_up_takes_nothing_with_it
fn two_give_up_at_the_same_time() {
    let semaphore = semaphore(1);
    let held = take(semaphore);
    let first = waiting(semaphore);
    let other = on_another_thread(move || {
        let mut next = Turn::new(semaphore);
        drop(next.poll());
    });
    drop(held);
    drop(first);
    join(other);
    assert_same("`free` when all had given up", semaphore.free(), 1, GAVE_UP);
    drop(take(semaphore));
}

/// Two permits that come back at the same time wake two of those who wait.
/// Promises: 4, 8
/// Follows: each_permit_wakes_one
/// Points: 2
fn two_permits_come_back_at_the_same_time() {
    const TWO: &str = "Two permits wake two, each once, and those who have waited longest: take the first out of the queue and count what is left under one lock.";
    let semaphore = semaphore(2);
    let held = [take(semaphore), take(semaphore)];
    let mut turns = [(); 3].map(|()| waiting(semaphore));
    let others = held.map(|permit| on_another_thread(move || drop(permit)));
    others.into_iter().for_each(join);
    let woken = turns.each_ref().map(|turn| turn.wakes.count());
    assert_same(
        "how often each of the three who waited was woken",
        woken,
        [1, 1, 0],
        TWO,
    );
    let permits = turns.each_mut().map(Turn::poll);
    let given = permits.each_ref().map(Option::is_some);
    assert_same(
        "who has a permit after one more poll",
        given,
        [true, true, false],
        TWO,
    );
}

/// Two threads are never inside at the same time if there is one permit, and each gets its turn.
/// Promises: 1, 8
/// Follows: so_many_are_held_and_no_more
fn one_is_inside_at_a_time() {
    const SAME: &str = "Both threads saw the same number and went on from it: look at it and change it in one step, or under one lock.";
    let semaphore = semaphore(1);
    // How many are inside, and how often somebody met another one there.
    let [inside, met] = [(); 2].map(|()| Arc::<AtomicUsize>::default());
    let work = |inside: &AtomicUsize, met: &AtomicUsize| {
        let mut turn = Turn::new(semaphore);
        let permit = turn.poll().or_else(|| turn.poll_when_woken());
        let got_one = permit.is_some();
        if got_one {
            met.fetch_add(inside.fetch_add(1, SeqCst), SeqCst);
            inside.fetch_sub(1, SeqCst);
        }
        drop(permit);
        got_one
    };
    let (of_other, met_by_other) = (inside.clone(), met.clone());
    let other = thread::spawn(move || work(&of_other, &met_by_other));
    let got_one = work(&inside, &met);
    let other_got_one = other.join().expect("the other thread does not panic");
    assert_same("how often both were inside", met.load(SeqCst), 0, SAME);
    assert_that(
        got_one && other_got_one,
        "One of two threads waited, the other one gave its permit back, and the first was not woken, or was woken without a permit.",
        GAP,
    );
    assert_same("`free` after both", semaphore.free(), 1, SAME);
}

/// `free` was true at one moment of its call, whatever another thread does meanwhile.
/// Promises: 7, 8
/// Follows: free_counts_what_nobody_has, whoever_gives_up_takes_nothing_with_it
/// Points: 2
fn free_is_true_at_one_moment() {
    let semaphore = semaphore(2);
    let held = take(semaphore);
    let (what, free, possible) = match one_of([1, 2, 3, 4]) {
        1 => {
            let other = on_another_thread(move || drop(held));
            let free = semaphore.free();
            join(other);
            ("One of 2 permits came back", free, [1, 2])
        }
        2 => {
            let other = on_another_thread(move || drop(take(semaphore)));
            let free = semaphore.free();
            join(other);
            drop(held);
            (
                "One of 2 permits was held, the other taken and given back",
                free,
                [0, 1],
            )
        }
        3 => {
            let also_held = take(semaphore);
            let waits = waiting(semaphore);
            let other = on_another_thread(move || drop(held));
            let free = semaphore.free();
            join(other);
            drop((waits, also_held));
            (
                "One of 2 permits was held, the other came back to one who waits",
                free,
                [0, 0],
            )
        }
        _ => {
            let also_held = take(semaphore);
            let other = on_another_thread(move || drop(Turn::new(semaphore).poll()));
            let free = semaphore.free();
            join(other);
            drop((held, also_held));
            (
                "Both permits were held, and somebody began to wait and gave up",
                free,
                [0, 0],
            )
        }
    };
    let [least, most] = possible;
    assert_that(
        (least..=most).contains(&free),
        &format!("{what}: {least} to {most} were free meanwhile, and `free` gave {free}."),
        TORN,
    );
    assert_same("`free` in the end", semaphore.free(), 2, TORN);
}
