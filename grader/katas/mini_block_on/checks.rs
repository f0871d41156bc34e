//! Hidden checks of `mini_block_on`.

use kata_kit::{
    Background, Gauge, PATIENCE, assert_same, assert_that, cases, cpu_time, hang_hint, in_words,
    involuntary_context_switches, ms, sample_threads, sizes_from, voluntary_context_switches,
};
use mini_block_on as k;
use std::{
    cell::Cell,
    future::{Future, poll_fn, ready},
    panic::resume_unwind,
    pin::pin,
    rc::Rc,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    task::{Context, Poll, Waker},
    thread,
    time::Duration,
};

const NOT_WOKEN: &str = "The waker was called by another thread, and the future was not polled again. The waker must wake the thread that is in `block_on`, not the one that calls it.";
const DURING: &str = "The waker was called while `poll` was still running, and then the thread went to sleep. A condvar forgets who notified while nobody waited, and a flag that is cleared after the poll loses what came during it.";
const MANY: &str = "Many calls of the waker before the next poll count as one at least: a number of them that overflows is 0 again, and a channel with few places holds up whoever calls.";
const OF_ITS_OWN: &str = "Several threads were in `block_on` at the same time. Each has to be woken by its own waker: what is `static` belongs to all of them.";
const OF_AN_EARLIER_CALL: &str = "The waker of an earlier call may be called at any time, and does no harm: each call of `block_on` has a flag of its own.";
const STRAY: &str = "An `unpark` that does not come from your waker is no reason to stop waiting, nor is it a sign that the future is ready: poll, and if it is pending, sleep again.";
const NESTED: &str = "A wake of the outer future was lost while the inner one was waiting. At that moment nobody waits for it: a condvar forgets it then, and if it is only the token of `park`, the inner wait used it up. Write down in a flag of the waker that it was called, one for each call of `block_on`.";
const NO_OTHER: &str = "It could not be called inside itself. The executors of tokio and of the futures crate refuse that; this one is to be yours, with std alone.";

// Runs `work` on a thread of its own. If it is not done in time, the check fails.
fn done_in_time<T: Send + 'static>(why: &str, work: impl FnOnce() -> T + Send + 'static) -> T {
    let _hint = hang_hint(why);
    Background::spawn(work).wait().unwrap_or_else(|| {
        sample_threads();
        let patience = in_words(PATIENCE);
        panic!("`block_on` had not returned after {patience}.\n{why}")
    })
}

// Pending until it was polled `times` times; each poll gives the waker to `wake`.
fn polled<'a>(
    times: usize,
    polls: &'a Cell<usize>,
    mut wake: impl FnMut(usize, &Waker) + 'a,
) -> impl Future<Output = usize> + 'a {
    poll_fn(move |cx| {
        polls.set(polls.get() + 1);
        if polls.get() >= times {
            return Poll::Ready(polls.get());
        }
        wake(polls.get(), cx.waker());
        Poll::Pending
    })
}

// The waker of the latest poll, which is the one to call: another poll may come with another one.
#[derive(Clone, Default)]
struct LatestWaker {
    waker: Arc<Mutex<Option<Waker>>>,
    woken: Arc<AtomicUsize>,
}

impl LatestWaker {
    // Ready once `wake` was called so many times.
    fn poll(&self, cx: &Context<'_>, wakes: usize) -> Poll<()> {
        // In this order: a call after the look finds the waker.
        *self.waker.lock().unwrap() = Some(cx.waker().clone());
        if self.woken.load(SeqCst) >= wakes {
            return Poll::Ready(());
        }
        Poll::Pending
    }

    fn wake(&self) {
        self.woken.fetch_add(1, SeqCst);
        let latest = self.waker.lock().unwrap().clone();
        if let Some(waker) = latest {
            waker.wake();
        }
    }
}

/// A future that is ready gives its output; it may borrow, and need be neither `Send` nor `Unpin`.
/// Promises: 1
fn a_ready_future_gives_its_output() {
    done_in_time(
        "A future that is ready has to be polled once, and nobody will call the waker.",
        || {
            const OUTPUT: &str = "`block_on` returns what the future gives.";
            let seven: u32 = k::block_on(ready(7));
            assert_same("the output of a ready future", seven, 7, OUTPUT);

            let (text, not_send) = (String::from("borrowed"), Rc::new(Cell::new(1)));
            let borrowed: &str = k::block_on(async {
                let local = ready(&text).await;
                not_send.set(not_send.get() + 1);
                ready(local.as_str()).await
            });
            assert_same("the output of an async block", borrowed, "borrowed", OUTPUT);
            assert_same(
                "a number that the future has changed",
                not_send.get(),
                2,
                "The future itself has to be run, once.",
            );
        },
    );
}

/// When another thread calls the waker, the future is polled again.
/// Promises: 2
fn a_wake_from_another_thread_counts() {
    let (output, polls) = done_in_time(NOT_WOKEN, || {
        let polls = Cell::new(0);
        let output: usize = k::block_on(polled(20, &polls, |_, waker| {
            let waker = waker.clone();
            thread::spawn(move || {
                thread::sleep(ms(5));
                waker.wake();
            });
        }));
        (output, polls.get())
    });
    assert_same(
        "output and number of polls",
        (output, polls),
        (20, 20),
        "Once it is `Ready` it must not be polled again, and its output is to be returned.",
    );

    for n in sizes_from(1, "waking thread") {
        done_in_time(NOT_WOKEN, move || {
            let wakes = LatestWaker::default();
            for _ in 0..n {
                let wakes = wakes.clone();
                thread::spawn(move || wakes.wake());
            }
            k::block_on(poll_fn(|cx| wakes.poll(cx, n)));
        });
    }
    for n in sizes_from(1, "waiting thread") {
        done_in_time(OF_ITS_OWN, move || {
            let waits: Vec<LatestWaker> = (0..n).map(|_| LatestWaker::default()).collect();
            let inside = Gauge::new();
            let threads: Vec<_> = waits
                .iter()
                .cloned()
                .map(|wakes| {
                    let inside = inside.clone();
                    thread::spawn(move || {
                        let _inside = inside.enter();
                        k::block_on(poll_fn(|cx| wakes.poll(cx, 1)));
                    })
                })
                .collect();
            while inside.total() < n {
                thread::yield_now();
            }
            for (wakes, thread) in waits.iter().zip(threads).rev() {
                wakes.wake();
                thread.join().expect("`block_on` does not panic");
            }
        });
    }
    for before in cases([
        ("when the waker of an earlier call is called before", true),
        (
            "when the waker of an earlier call is called meanwhile",
            false,
        ),
    ]) {
        let polls = done_in_time(OF_AN_EARLIER_CALL, move || {
            let earlier: Waker = k::block_on(poll_fn(|cx| Poll::Ready(cx.waker().clone())));
            if before {
                earlier.wake_by_ref();
            }
            let (wakes, polls) = (LatestWaker::default(), Cell::new(0));
            let waker = wakes.clone();
            thread::spawn(move || {
                thread::sleep(ms(5));
                earlier.wake();
                thread::sleep(ms(5));
                waker.wake();
            });
            k::block_on(poll_fn(|cx| {
                polls.set(polls.get() + 1);
                wakes.poll(cx, 1)
            }));
            polls.get()
        });
        assert_that(
            polls <= 8,
            &format!("It was woken once, and polled {polls} times."),
            OF_AN_EARLIER_CALL,
        );
    }
}

/// A wake that comes while `poll` is still running counts.
/// Promises: 3
/// Points: 2
fn a_wake_during_the_poll_counts() {
    done_in_time(DURING, || {
        let polls = Cell::new(0);
        k::block_on(polled(5, &polls, |number, waker| match number % 2 {
            0 => waker.wake_by_ref(),
            _ => {
                let waker = waker.clone();
                let other = thread::spawn(move || waker.wake());
                other.join().expect("waking does not panic");
            }
        }))
    });
    for calls in cases([
        ("after two calls of the waker", 2),
        ("after 256 calls of the waker", 1 << 8),
        ("after 65,536 calls of the waker", 1 << 16),
    ]) {
        done_in_time(MANY, move || {
            let polls = Cell::new(0);
            k::block_on(polled(2, &polls, |_, waker| {
                for _ in 0..calls {
                    waker.wake_by_ref();
                }
            }))
        });
    }
}

/// While the future is pending the thread sleeps: few polls, and hardly any CPU time.
/// Promises: 4
/// Points: 2
fn the_thread_sleeps_while_pending() {
    const PAUSE: Duration = ms(1200);
    // Spinning would use all of the pause, or, where other programs fight for the cores, a good part.
    const MOST: Duration = ms(25);
    // Where they fight for the cores, `yield_now` uses next to nothing, but is never asleep.
    const MOST_OFTEN: u64 = 25;
    const SPINS: &str = "A loop that looks at a flag again and again keeps a core busy: let the thread sleep, with `park`, a `Condvar` or a channel. (`yield_now` and `spin_loop` do not.)";
    // Once for every look at a flag; whoever is woken sleeps once for every wake.
    const MOST_NAPS: u64 = 40;
    let (polls, used, aside, naps) = done_in_time(NOT_WOKEN, || {
        let polls = Cell::new(0);
        let started = Rc::new(Cell::new(false));
        let (before, aside_before) = (cpu_time(), involuntary_context_switches());
        let naps_before = voluntary_context_switches();
        let wakes = LatestWaker::default();
        let future = poll_fn(|cx| {
            polls.set(polls.get() + 1);
            if !started.replace(true) {
                let wakes = wakes.clone();
                thread::spawn(move || {
                    thread::sleep(PAUSE);
                    wakes.wake();
                });
                // The pause comes after a first wake, which must not count for ever.
                cx.waker().wake_by_ref();
            }
            wakes.poll(cx, 1)
        });
        k::block_on(future);
        let used = before.zip(cpu_time()).map(|(before, after)| after - before);
        let aside = aside_before.zip(involuntary_context_switches());
        let aside = aside.map(|(before, after)| after - before);
        let naps = naps_before.zip(voluntary_context_switches());
        let naps = naps.map(|(before, after)| after - before);
        (polls.get(), used, aside, naps)
    });
    assert_that(
        polls <= 6,
        &format!(
            "The future was pending for {PAUSE:?}, was woken at its beginning and its end, and was polled {polls} times."
        ),
        "Poll again when the waker was called, not again and again and not every few milliseconds: the waker is there to say when. (A flag that says it was called must be cleared again, or the loop never sleeps any more.)",
    );
    let used = used.unwrap_or_default();
    assert_that(
        used <= MOST,
        &format!(
            "The future was pending for {PAUSE:?}, and meanwhile {used:?} of CPU time were used."
        ),
        SPINS,
    );
    let aside = aside.unwrap_or_default();
    assert_that(
        aside <= MOST_OFTEN,
        &format!(
            "The future was pending for {PAUSE:?}, and meanwhile the thread left its core to others {aside} times and wanted it back at once."
        ),
        SPINS,
    );
    let naps = naps.unwrap_or_default();
    assert_that(
        naps <= MOST_NAPS,
        &format!(
            "The future was pending for {PAUSE:?}, and meanwhile the thread went to sleep {naps} times."
        ),
        "Sleep until the waker is called, not for some milliseconds again and again: a thread that looks for itself comes late and never rests.",
    );
}

/// An `unpark` that does not come from the waker does no harm.
/// Promises: 5
fn stray_unparks_do_no_harm() {
    let polls = done_in_time(STRAY, || {
        // One that is left from before.
        thread::current().unpark();
        let (polls, wakes) = (Cell::new(0), LatestWaker::default());
        let future = poll_fn(|cx| {
            polls.set(polls.get() + 1);
            if polls.get() == 1 {
                let (wakes, blocked) = (wakes.clone(), thread::current());
                thread::spawn(move || {
                    for _ in 0..20 {
                        thread::sleep(ms(5));
                        blocked.unpark();
                    }
                    wakes.wake();
                });
            }
            wakes.poll(cx, 1)
        });
        k::block_on(future);
        polls.get()
    });
    assert_that(
        polls <= 60,
        &format!("With 20 stray `unpark`s the future was polled {polls} times."),
        STRAY,
    );
}

/// `block_on` works inside `block_on`, also when the outer waker is called during the inner wait.
/// Promises: 7
/// Points: 3
fn it_can_be_nested() {
    let _hint = hang_hint(NESTED);
    let simple = thread::spawn(|| {
        let sum: u32 = k::block_on(async { k::block_on(async { k::block_on(ready(3)) + 1 }) + 1 });
        sum
    });
    match simple.join() {
        Ok(sum) => assert_same(
            "three inside each other gave",
            sum,
            5,
            "Each gives its own output.",
        ),
        Err(payload) => {
            let text = payload.downcast_ref::<&str>().copied();
            let text = text.or(payload.downcast_ref::<String>().map(String::as_str));
            assert_that(
                !text.is_some_and(|text| text.contains("within") || text.contains("runtime")),
                &format!("It panicked: {}", text.unwrap_or_default()),
                NO_OTHER,
            );
            resume_unwind(payload)
        }
    }

    for levels in cases([
        ("with one level", 1),
        ("with 2 levels", 2),
        ("with 11 levels", 11),
    ]) {
        let ended = done_in_time(NESTED, move || nested(levels));
        assert_same("how many of them ended", ended, levels, NESTED);
    }

    for when in cases([
        ("when the outer waker is called before the inner wait", None),
        (
            "when the outer waker is called as the inner wait begins",
            Some(ms(0)),
        ),
        (
            "when the outer waker is called during the inner wait",
            Some(ms(50)),
        ),
    ]) {
        let polls = done_in_time(NESTED, move || {
            let polls = Cell::new(0);
            k::block_on(polled(2, &polls, |_, outer| match when {
                None => {
                    outer.wake_by_ref();
                    wait_inside(|| ());
                }
                Some(delay) => {
                    let outer = outer.clone();
                    wait_inside(move || {
                        thread::sleep(delay);
                        outer.wake();
                    });
                }
            }));
            polls.get()
        });
        assert_same(
            "how often the outer future was polled",
            polls,
            2,
            "The inner wait is over when the inner future is ready; then the outer one, which was woken meanwhile, is polled again.",
        );
    }
}

// Waits inside `block_on` until another thread has called `first`, and then its own waker.
fn wait_inside(first: impl FnOnce() + Send + 'static) {
    let (wakes, mut first) = (LatestWaker::default(), Some(first));
    let mut inner = pin!(poll_fn(|cx| {
        if let Some(first) = first.take() {
            let wakes = wakes.clone();
            thread::spawn(move || {
                first();
                // Time for the inner wait to take notice of what is not its own.
                thread::sleep(ms(30));
                wakes.wake();
            });
        }
        wakes.poll(cx, 1)
    }));
    k::block_on(inner.as_mut());
}

// So many calls of `block_on` inside each other, each with a future that waits after the one inside it. Gives how
// many of them ended.
fn nested(levels: usize) -> usize {
    let (mut ended, polls) = (0, Cell::new(0));
    k::block_on(polled(2, &polls, |_, waker| {
        if levels > 1 {
            ended = nested(levels - 1);
        }
        let waker = waker.clone();
        thread::spawn(move || waker.wake());
    }));
    ended + 1
}
