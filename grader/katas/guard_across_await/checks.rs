//! Hidden checks of `guard_across_await`.

use futures::executor::block_on;
use guard_across_await as k;
use kata_kit::{
    Timeline, assert_same, assert_that, assert_within, call, cases, caught_call, drop_points,
    dropped_after, hang_hint, join_all, ms, sizes_from, sorted, spawn, texts,
};
use std::{
    cell::Cell,
    future::{Future, ready},
    rc::Rc,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};
use tokio::{task::JoinHandle, time::sleep};

const HOUR: Duration = ms(3_600_000);
const GAVE_UP: &str = "An `add` that is dropped while it waits, or whose amount panics, has added nothing, and is gone: nobody else may notice it.";
const KEYS: &str = "A key is a text and is taken as it is: each key has a total of its own, whatever letters, spaces or lines it has.";
const HANGS: &str = "The thread is blocked, and with it everything else: an `add` that still waits for its amount holds the lock, and another call waits for that lock. A guard must be gone before an `.await`. (`block_on`, and a loop that tries again and again, block the thread as well.)";
const NEVER: &str = "Some future waits for something that nobody does.";
const QUEUE: &str = "The second `add` had to wait for the first one: a lock is held across the `.await`. A tokio mutex does not block the thread, but whoever holds it while waiting makes all others wait too.";
const LOST: &str = "An update was lost: what was read before the `.await` is old afterwards, because others may have written meanwhile. Read and write after it, under one guard.";
const TWICE: &str = "More was added than came: each amount counts once, and only for its own key.";
const NEW_TOTAL: &str = "`add` gives the key's total right after its own amount was added. Take it under the guard under which you add: if you look again later, you see what others have added meanwhile.";

// An amount that comes after `time`. It borrows, and is neither `Send` nor `Unpin`.
async fn amount(timeline: &Timeline, name: &str, time: u64, value: u64) -> u64 {
    let not_send = Rc::new(value);
    timeline.work(name, ms(time), ()).await;
    *not_send
}

async fn in_time<F: Future>(future: F) -> F::Output {
    let _hint = hang_hint(HANGS);
    assert_within(HOUR * 10, NEVER, future).await
}

fn expect_overlap(timeline: &Timeline, longest: u64) {
    timeline.returned();
    let took = timeline.returned_at();
    assert_same("all had ended at", took, Some(ms(longest)), QUEUE);
}

fn expect_sum(what: &str, sum: u64, promised: u64) {
    assert_same(
        what,
        sum,
        promised,
        if sum > promised { TWICE } else { LOST },
    );
}

/// Two adds to one key wait for their amounts at the same time.
/// Promises: 1
/// Points: 2
async fn two_adds_to_one_key_overlap() {
    let totals: k::Totals = k::Totals::new();
    let timeline = Timeline::start();
    in_time(async {
        tokio::join!(
            totals.add("a", amount(&timeline, "add-1", 300, 5)),
            totals.add("a", amount(&timeline, "add-2", 200, 7)),
        )
    })
    .await;
    expect_overlap(&timeline, 300);

    for n in sizes_from(2, "add") {
        let totals = k::Totals::new();
        let timeline = Timeline::start();
        let add = |time: u64| {
            totals.add("requests", async move {
                sleep(ms(100 + time)).await;
                1
            })
        };
        in_time(join_all((1..=n as u64).map(add))).await;
        expect_overlap(&timeline, 100 + n as u64);
    }
}

/// No update is lost, and every `add` gives the new total of its key.
/// Promises: 2
/// Points: 2
async fn no_update_is_lost() {
    let totals: k::Totals = k::Totals::default();
    let timeline = Timeline::start();
    let (first, second, third): (u64, u64, u64) = in_time(async {
        tokio::join!(
            totals.add("a", amount(&timeline, "add 1", 300, 1)),
            totals.add("a", amount(&timeline, "add 10", 100, 10)),
            totals.add("a", amount(&timeline, "add 100", 200, 100)),
        )
    })
    .await;
    timeline.returned();
    let sum: u64 = totals.get("a");
    expect_sum("`get` after adding 10, 100 and 1", sum, 111);
    // In which order they were added is somebody else's promise.
    let given = sorted(vec![first, second, third]);
    let fits = given[2] == 111 && third >= 100 && second >= 10 && first >= 1;
    assert_that(
        fits,
        &format!(
            "Three overlapping adds gave the totals {given:?}, the last of which must be 111."
        ),
        NEW_TOTAL,
    );
    // Two amounts at the same moment: whoever is added first must not see the other's.
    let timeline = Timeline::start();
    let (first, second): (u64, u64) = in_time(async {
        tokio::join!(
            totals.add("b", amount(&timeline, "add 1", 100, 1)),
            totals.add("b", amount(&timeline, "add 10", 100, 10)),
        )
    })
    .await;
    timeline.returned();
    expect_sum("`get` after adding 1 and 10", totals.get("b"), 11);
    assert_that(
        matches!((first, second), (1, 11) | (11, 10)),
        &format!(
            "Adds of 1 and 10 at the same moment gave {first} and {second}, promised 1 and 11, or 11 and 10."
        ),
        NEW_TOTAL,
    );
    let again: u64 = in_time(totals.add("a", ready(9))).await;
    assert_same("the total given when 9 more come", again, 120, NEW_TOTAL);
    expect_sum("`get` after that", totals.get("a"), 120);
    // A picture of what follows would say nothing.
    Timeline::start();
    for n in sizes_from(1, "add") {
        for same_moment in [true, false] {
            let totals = k::Totals::new();
            let add = |number: u64| {
                totals.add("requests per second", async move {
                    sleep(ms(if same_moment {
                        100
                    } else {
                        100 + number * 37 % 11
                    }))
                    .await;
                    3
                })
            };
            let given: Vec<u64> = in_time(join_all((0..n as u64).map(add))).await;
            let promised: Vec<u64> = (1..=n as u64).map(|number| number * 3).collect();
            expect_sum(
                "`get` after all adds of 3",
                totals.get("requests per second"),
                3 * n as u64,
            );
            assert_same(
                "the totals given, in order",
                sorted(given),
                promised,
                NEW_TOTAL,
            );
        }
    }
    for (amount, promised) in cases([
        ("with an amount of 0", (0, 5)),
        (
            "with an amount above what 32 bits take",
            (1 << 40, (1 << 40) + 5),
        ),
        (
            "with the greatest amount that fits",
            (u64::MAX - 5, u64::MAX),
        ),
    ]) {
        let totals = k::Totals::new();
        in_time(totals.add("a", ready(5))).await;
        let given: u64 = in_time(totals.add("a", ready(amount))).await;
        assert_same("the total given after 5", given, promised, NEW_TOTAL);
        expect_sum("`get` after both", totals.get("a"), promised);
    }
    for hour in cases([("with an amount that comes after an hour", HOUR)]) {
        let totals = k::Totals::new();
        let late = totals.add("a", async {
            sleep(hour).await;
            7
        });
        let soon = totals.add("a", ready(2));
        let given: (u64, u64) = in_time(async { tokio::join!(late, soon) }).await;
        assert_same("the totals given", given, (9, 2), NEW_TOTAL);
    }
    let totals = k::Totals::new();
    in_time(totals.add("a", ready(5))).await;
    for polls in drop_points() {
        let has_come = Cell::new(false);
        let slow = async {
            sleep(ms(20)).await;
            sleep(ms(20)).await;
            has_come.set(true);
            100
        };
        dropped_after(polls, totals.add("a", slow)).await;
        if has_come.get() {
            break;
        }
        let after = caught_call(|| totals.get("a"));
        let after = after.unwrap_or_else(|panic| panic.explain("`get`", GAVE_UP));
        assert_same("`get`", after, 5, GAVE_UP);
    }
    let totals = k::Totals::new();
    in_time(totals.add("a", ready(5))).await;
    for pause in cases([("after an amount that panicked", ms(20))]) {
        let panics = totals.add("a", async {
            sleep(pause).await;
            panic!("this amount never comes");
        });
        let panics = call("`add`", panics).within(HOUR, NEVER).caught().await;
        if let Err(panic) = panics
            && panic.is_todo()
        {
            panic.resume();
        }
        let more = call("Another `add`", totals.add("a", ready(1))).within(HOUR, NEVER);
        assert_same(
            "the next `add` gave",
            more.explain(GAVE_UP).await,
            6,
            GAVE_UP,
        );
    }
    add_on_two_threads();
}

// Adds 1 again and again, and tells the totals that were given.
fn add_for_a_while(totals: &k::Totals) -> Vec<u64> {
    let start = Instant::now();
    let mut given: Vec<u64> = Vec::new();
    while start.elapsed() < ms(20) {
        given.push(block_on(totals.add("a", ready(1))));
    }
    given
}

// Between two locks there is room for another thread, also without any `.await`.
fn add_on_two_threads() {
    const TWO_LOCKS: &str = "Between giving the lock back and taking it again another thread gets in, also without any `.await`. Read the total, change it and take the new one under one guard.";
    let totals: &'static k::Totals = Box::leak(Box::default());
    let threads = [
        Probe(totals).on_a_thread(add_for_a_while),
        Probe(totals).on_a_thread(add_for_a_while),
    ];
    let mut given: Vec<u64> = Vec::new();
    for thread in threads {
        // What cannot be shared between threads is told of by another check.
        let Some(thread) = thread else { return };
        given.extend(thread.join().expect("adding does not panic"));
    }
    let adds = given.len() as u64;
    assert_same(
        "`get` after two threads have added 1 again and again",
        totals.get("a"),
        adds,
        TWO_LOCKS,
    );
    let wrong = (1..)
        .zip(sorted(given))
        .find(|(promised, total)| promised != total);
    if let Some((promised, total)) = wrong {
        panic!(
            "Two threads added 1 again and again, and no `add` gave {promised}, but one more gave {total}.\n{TWO_LOCKS}"
        );
    }
}

/// While an `add` waits for its amount, `get` returns the old value at once.
/// Promises: 3
async fn get_does_not_wait_for_an_add() {
    const OLD: &str = "Until the amount is there, the total stays as it was: do not touch the map before the `.await`, and let `get` look at it whenever it is asked.";
    let totals = k::Totals::new();
    let get: fn(&k::Totals, &str) -> u64 = k::Totals::get;
    // Tokio's locks panic rather than block a thread of the runtime: that must not go unexplained.
    let get = |key: &str| {
        caught_call(|| get(&totals, key)).unwrap_or_else(|panic| {
            panic.explain(
                &format!("While an `add` to `a` was waiting, `get(\"{key}\")`"),
                "A key that nobody added to is at 0. And a lock that is held across an `.await` cannot be had meanwhile, not even by force: do not hold it there.",
            )
        })
    };
    let timeline = Timeline::start();
    let seen = async {
        sleep(ms(100)).await;
        (get("a"), get("b"), timeline.now())
    };
    let (_, (a, b, at)) = in_time(async {
        totals.add("a", ready(5)).await;
        expect_sum("`get` after the first add", get("a"), 5);
        tokio::join!(totals.add("a", amount(&timeline, "add", 300, 7)), seen,)
    })
    .await;
    assert_same("`get` of that key", a, 5, OLD);
    assert_same("`get` of a key that nobody added to", b, 0, OLD);
    assert_same("the time after `get`", at, ms(100), OLD);
    expect_sum("`get` after the add", get("a"), 12);
}

/// The future of `add` can be spawned.
/// Promises: 4
/// Points: 2
async fn the_future_of_add_can_be_spawned() {
    const NOT_SEND: &str = "A guard that lives across an `.await` belongs to one thread, so the future that keeps it is not `Send` (an `Rc` would do the same), and `tokio::spawn` refuses it. Let the guard's block end before the `.await`: once a guard was used, `drop(guard)` is not enough for the compiler.";
    const NOT_SHARED: &str = "What `Totals` consists of is for one thread only: a `Cell`, `RefCell` or `Rc` cannot be shared between threads, a `Mutex` in an `Arc` can.";
    let shared: Arc<k::Totals> = Arc::default();
    assert_that(
        Probe(shared).is_send(),
        "An `Arc<Totals>` cannot be sent to another thread.",
        NOT_SHARED,
    );
    // With a `'static` reference, the future of `add` needs nothing around it to be spawned.
    let totals: &'static k::Totals = Box::leak(Box::default());
    let timeline = Timeline::start();
    let tasks = [
        Probe(totals.add("a", timeline.work("task-1", ms(300), 1))).spawn(),
        Probe(totals.add("a", timeline.work("task-2", ms(200), 10))).spawn(),
    ];
    in_time(async {
        for task in tasks {
            let Some(task) = task else {
                panic!("The future of `add` is not `Send`.\n{NOT_SEND}");
            };
            if let Err(error) = task.await {
                panic!("A task that awaited `add` did not end well: {error}");
            }
        }
    })
    .await;
    expect_overlap(&timeline, 300);
    expect_sum("`get` after both tasks", totals.get("a"), 11);
}

// Asks whether a type is `Send` without needing it to be: the inherent methods exist only if it is,
// and are preferred to the trait's.
struct Probe<T>(T);

impl<T: Send> Probe<T> {
    fn is_send(&self) -> bool {
        true
    }
}

impl<T: Sync> Probe<&'static T> {
    fn on_a_thread(self, work: fn(&T) -> Vec<u64>) -> Option<thread::JoinHandle<Vec<u64>>> {
        Some(thread::spawn(move || work(self.0)))
    }
}

impl<F: Future<Output = u64> + Send + 'static> Probe<F> {
    fn spawn(self) -> Option<JoinHandle<u64>> {
        Some(spawn(self.0))
    }
}

trait Otherwise: Sized {
    fn is_send(&self) -> bool {
        false
    }

    fn spawn(self) -> Option<JoinHandle<u64>> {
        None
    }

    fn on_a_thread(self, _: fn(&k::Totals) -> Vec<u64>) -> Option<thread::JoinHandle<Vec<u64>>> {
        None
    }
}

impl<T> Otherwise for Probe<T> {}

/// Adds to different keys overlap, and neither changes the total of the other.
/// Promises: 5
async fn different_keys_are_independent() {
    const OTHERS: &str = "An `add` changes the total of its own key only. If it writes a copy of the whole map back, it undoes what others wrote meanwhile.";
    let totals = k::Totals::new();
    let timeline = Timeline::start();
    in_time(totals.add("c", ready(2))).await;
    let (_, b, _): (u64, u64, ()) = in_time(async {
        tokio::join!(
            totals.add("a", amount(&timeline, "add to a", 300, 1)),
            totals.add("b", amount(&timeline, "add to b", 200, 10)),
            async {
                sleep(ms(100)).await;
                totals.add("c", ready(100)).await;
            }
        )
    })
    .await;
    expect_overlap(&timeline, 300);
    let all = (totals.get("a"), totals.get("b"), totals.get("c"));
    assert_same("the totals of a, b and c", all, (1, 10, 102), OTHERS);
    assert_same("what the `add` to b gave", b, 10, OTHERS);

    for n in sizes_from(1, "key") {
        let totals = k::Totals::new();
        let timeline = Timeline::start();
        let add = |number: usize| {
            let totals = &totals;
            async move {
                let amount = async {
                    sleep(ms(100)).await;
                    number as u64 + 1
                };
                totals.add(&format!("key-{number}"), amount).await
            }
        };
        in_time(join_all((0..n).map(add))).await;
        expect_overlap(&timeline, 100);
        let all: Vec<u64> = (0..n)
            .map(|number| totals.get(&format!("key-{number}")))
            .collect();
        assert_same("the totals", all, Vec::from_iter(1..=n as u64), OTHERS);
    }
    let totals = k::Totals::new();
    let mut sum = 0;
    for text in texts().chain(cases([
        ("with a key in small letters", "a key"),
        ("with a key in capital letters", "A KEY"),
        ("with a key with a space at its end", "a key "),
        ("with a key that begins like another", "a"),
        ("with a key that is the first line of another", "one"),
        ("with a key that is the first word of another", "two"),
        ("with a key that is a page of another", "page"),
        (
            "with a long key",
            "a key that is longer than what fits into a register or a small string",
        ),
    ])) {
        assert_same(
            &format!("`get` of {text:?} before its first `add`"),
            totals.get(text),
            0,
            KEYS,
        );
        sum += 1;
        let given: u64 = in_time(totals.add(text, ready(sum))).await;
        assert_same(
            &format!("what the `add` of {sum} to {text:?} gave"),
            given,
            sum,
            KEYS,
        );
        assert_same(&format!("`get` of {text:?}"), totals.get(text), sum, KEYS);
    }
}
