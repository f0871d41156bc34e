//! Hidden checks of `bounded_map`.

use bounded_map as k;
use futures::future::LocalBoxFuture;
use kata_kit::{
    Gauge, Timeline, assert_same, assert_that, call, cases, hang_hint, in_words, ms, sizes_from,
};
use std::{
    cell::RefCell,
    future::{Future, ready},
    rc::Rc,
    time::Duration,
};
use tokio::time::{Instant, sleep};

const HOUR: Duration = ms(3_600_000);
const NEVER: &str = "Somebody waits for a place, a permit or a message that never comes, or a future was not polled again after it had been woken.";
const BLOCKED: &str = "Nothing else could run, so no time could pass: `block_on` or another blocking call holds the thread, or a loop polls without ever waiting.";
const NOT_HELD: &str = "A place is taken until the item's future has ended. A permit that is dropped before, for example at once by `let _ = …`, limits nothing.";
const ONE_MORE: &str = "it is one too many: make sure that fewer than `limit` are in flight, and only then start the next.";
const CALLED: &str = "`f` was called for items whose turn had not come. The call counts as the start: make sure of a place first, and call `f` then.";
const UNUSED: &str =
    "Places stood empty while items were left: start as many as the limit allows before you wait.";
const STANDS: &str = "They were called together, but made progress one after the other: a future that nobody polls stands still, so poll all that are in flight, not just one of them.";
const BATCHES: &str = "A batch waits for its slowest item, and the places of the others stand empty meanwhile. Give a free place to the next item.";
const SHARES: &str = "If the items are dealt out beforehand, one place is empty early while another still has a list of items. Let everybody take the next item from one common list.";
const LOOKS: &str = "A loop that sleeps and looks again finds a free place late. Let yourself be woken: a semaphore, a stream and `join_all` do that for you.";
const ORDER: &str = "Results belong to the places of their items in the list, not to the order in which they were started or ended.";
const ZERO: &str = "With no place at all nothing would ever start, so a limit of 0 counts as 1.";
const NOT_THE_0: &str = "It is the same with a limit of 1, so the 0 is not the reason. An item is in flight from the call of `f` until its future has ended: get a place before the call, and keep it to that end.";
const LIMITS: &str = "A limit may be any number, also one that is greater than a semaphore, a `Vec` or a 32-bit number can take: more places than items are never needed.";
const PANICKED: &str = "Neither the items nor `f` panicked.";
const TOGETHER: &str =
    "Each call has its own limit and its own places: nothing may be shared between calls.";
const EMPTY: &str =
    "With nothing to do there is nothing to wait for: look at the empty case first.";

// The items and their futures borrow, and are neither `Send` nor `Clone`.
struct Item<'a>(&'a usize, Rc<()>);

// Maps the numbers below `n`. All that `bounded_map` does is compiled for each type of items and of `f`, so here is the
// one of most calls: with plain ones, around whatever a check does.
async fn map_numbers<'a>(
    n: usize,
    limit: usize,
    f: &dyn Fn(usize) -> LocalBoxFuture<'a, usize>,
) -> Vec<usize> {
    let numbers = Vec::from_iter(0..n);
    let items = numbers.iter().map(|number| Item(number, Rc::default()));
    let mapped = k::bounded_map(items.collect(), limit, |item: Item<'_>| {
        let future = f(*item.0);
        async move {
            let result = future.await;
            drop(item);
            result
        }
    });
    mapped.await
}

// What was seen while items of the given times (in ms) were mapped.
struct Seen {
    timeline: Timeline,
    // In flight as promised, from the call of `f`; and from the first poll of its future.
    called: Gauge,
    polled: Gauge,
    // The numbers of the items and when `f` was called with them, in the order of the calls.
    calls: Vec<(usize, Duration)>,
    ends: Vec<Duration>,
    results: Vec<usize>,
}

async fn observe(times: &[u64], limit: usize) -> Seen {
    let timeline = Timeline::start();
    let (called, polled) = (Gauge::new(), Gauge::new());
    let calls = RefCell::new(Vec::new());
    let ends = RefCell::new(vec![Duration::ZERO; times.len()]);
    let f = |number: usize| -> LocalBoxFuture<'_, usize> {
        calls.borrow_mut().push((number, timeline.now()));
        let in_flight = called.enter();
        let span = timeline.span(&format!("item-{}", number + 1));
        let (timeline, polled, ends) = (&timeline, &polled, &ends);
        Box::pin(async move {
            let at_work = polled.enter();
            sleep(ms(times[number])).await;
            span.finish();
            ends.borrow_mut()[number] = timeline.now();
            drop((at_work, in_flight));
            number
        })
    };
    let results = in_time(map_numbers(times.len(), limit, &f)).await;
    timeline.returned();
    if times.len() > 12 {
        // A picture of so many would say nothing: an empty one takes its place.
        Timeline::start();
    }
    Seen {
        timeline,
        called,
        polled,
        calls: calls.into_inner(),
        ends: ends.into_inner(),
        results,
    }
}

async fn in_time<F: Future>(future: F) -> F::Output {
    let _hint = hang_hint(BLOCKED);
    call("Your code", future)
        .within(HOUR * 10, NEVER)
        .explain_if(|panic| Some(why_panicked(panic)))
        .await
}

fn why_panicked(text: &str) -> &'static str {
    // Too many permits, too much capacity, a sum that is too great.
    let is_of_a_number = ["permits", "capacity", "overflow"].map(|word| text.contains(word));
    if is_of_a_number.contains(&true) {
        LIMITS
    } else {
        PANICKED
    }
}

// So many times, of which some are equal, in no order.
fn mixed_times(n: usize) -> Vec<u64> {
    (0..n as u64).map(|i| 10 * (i * 37 % 11 + 1)).collect()
}

/// The results come in the order of the items, whichever ends first.
/// Promises: 1, 7
/// Points: 2
async fn results_come_in_order() {
    for n in sizes_from(1, "item") {
        for limit in [1, 3, 64] {
            let seen = observe(&mixed_times(n), limit).await;
            assert_same("the results", seen.results, Vec::from_iter(0..n), ORDER);
        }
    }

    let words = ["five", "three", "one", "four", "two"].map(String::from);
    let times = [50, 30, 10, 40, 20];
    let timeline = Timeline::start();
    let length = |number: usize| -> LocalBoxFuture<'_, usize> {
        let word = &words[number];
        Box::pin(timeline.work(word, ms(times[number]), word.len()))
    };
    let lengths = in_time(map_numbers(5, 3, &length)).await;
    timeline.returned();
    assert_same(
        "the lengths of five words",
        lengths,
        vec![4, 5, 3, 4, 3],
        ORDER,
    );

    // Borrowed items and borrowed results, with everything in flight at once.
    let timeline = Timeline::start();
    let borrowed: Vec<(&String, u64)> = words.iter().zip(times).collect();
    let letters = k::bounded_map(borrowed, 5, |(word, time)| {
        let timeline = &timeline;
        async move {
            timeline.work(word, ms(time), ()).await;
            &word[..1]
        }
    });
    let letters: Vec<&str> = in_time(letters).await;
    timeline.returned();
    assert_same(
        "their first letters",
        letters,
        vec!["f", "t", "o", "f", "t"],
        ORDER,
    );
}

/// Never more than `limit` items are in flight, from the call of `f` to the end of its future.
/// Promises: 2
/// Points: 2
async fn the_limit_is_kept() {
    for n in sizes_from(1, "item") {
        for limit in [1, 2, 3, 5, 40] {
            let seen = observe(&mixed_times(n), limit).await;
            let (called, polled) = (seen.called.peak(), seen.polled.peak());
            let observed = format!("with a limit of {limit}, {called} were in flight together.");
            let why = match polled {
                // All that there are: it may be one too many, or every limit may be missing.
                _ if polled == n && n == limit + 1 => &format!("{NOT_HELD} Or {ONE_MORE}"),
                _ if polled == limit + 1 => ONE_MORE,
                _ => NOT_HELD,
            };
            assert_that(polled <= limit, &observed, why);
            assert_that(called <= limit, &observed, CALLED);
            assert_same(
                &format!("how many were done, with a limit of {limit}"),
                seen.results.len(),
                n,
                "Every item has its turn.",
            );
        }
    }
}

/// As long as items are left, as many as the limit allows are in flight and make progress.
/// Promises: 3
/// Points: 2
async fn the_limit_is_used() {
    // The limit, how many items, and how long each takes.
    for (limit, items, time) in cases([
        ("with 7 items of 100 ms and a limit of 3", (3, 7, 100)),
        ("with one item and a limit of 3", (3, 1, 100)),
        ("with 4 items of 100 ms and a limit of 2", (2, 4, 100)),
        (
            "with 4 items of an hour and a limit of 2",
            (2, 4, 3_600_000),
        ),
        ("with as many items as the limit", (11, 11, 100)),
        ("with 4 items and a limit of 100", (100, 4, 100)),
        ("with 100 items and a limit of 40", (40, 100, 100)),
        ("with 100 items and a limit of 99", (99, 100, 100)),
        ("with 100 items and a limit of 100", (100, 100, 100)),
        (
            "with 4 items and a limit of 2 to the power of 32",
            (1 << 32, 4, 100),
        ),
        (
            "with 100 items and the greatest limit",
            (usize::MAX, 100, 100),
        ),
    ]) {
        let seen = observe(&vec![time; items], limit).await;
        let took = seen.timeline.returned_at();
        let together = seen.called.peak();
        assert_that(
            together >= limit.min(items),
            &format!("at most {together} were in flight together."),
            if limit > 100 { LIMITS } else { UNUSED },
        );
        let total = ms(time) * items.div_ceil(limit) as u32;
        let why = if took < Some(total) { NOT_HELD } else { STANDS };
        assert_same("it took", took, Some(total), why);
    }
    for second in cases([("with a second call in the middle of the first", ms(50))]) {
        let start = Instant::now();
        let call = async || {
            map_numbers(6, 3, &|number| {
                Box::pin(async move {
                    sleep(ms(100)).await;
                    number
                })
            })
            .await;
            start.elapsed()
        };
        let second = async {
            sleep(second).await;
            call().await
        };
        let both = in_time(futures::future::join(call(), second)).await;
        assert_same("they returned at", both, (ms(200), ms(250)), TOGETHER);
    }
}

/// A place that becomes free is filled again, at the latest when the item started first has ended.
/// Promises: 4
/// Points: 2
async fn a_free_place_is_filled_again() {
    expect_refills(2, &[100, 300, 100, 100, 300, 100], BATCHES).await;
    expect_refills(2, &[103, 107, 109, 113, 101, 103], LOOKS).await;
    expect_refills(2, &[300, 10, 10, 10, 10, 10, 10, 10, 10, 10], SHARES).await;
    expect_refills(4, &[100, 200, 300, 400, 100, 100, 100, 100], BATCHES).await;
    for n in sizes_from(11, "item") {
        for limit in [3, 10, 25] {
            expect_refills(limit, &mixed_times(n), BATCHES).await;
        }
    }
}

// The latest moment for a start is when all but the last `limit` of those that were started before,
// itself among them, have ended: up to then `buffered` keeps the place of an early result.
async fn expect_refills(limit: usize, times: &[u64], why: &str) {
    let seen = observe(times, limit).await;
    for (turn, (item, at)) in seen.calls.iter().enumerate() {
        let before = &seen.calls[..(turn + 1).saturating_sub(limit)];
        let latest = before.iter().map(|(item, _)| seen.ends[*item]).max();
        let why = if latest.is_none() { UNUSED } else { why };
        let latest = latest.unwrap_or_default();
        assert_that(
            *at <= latest,
            &format!(
                "With a limit of {limit}, a place was free at {}, but `item-{}` was not started before {}.",
                in_words(latest),
                item + 1,
                in_words(*at)
            ),
            why,
        );
    }
}

/// A limit of 0 counts as 1.
/// Promises: 5
/// Follows: the_limit_is_kept
async fn a_limit_of_0_counts_as_1() {
    let _hint = hang_hint(ZERO);
    for n in sizes_from(1, "item") {
        let with_1 = some_items(n, 1).await.1;
        let (results, with_0) = some_items(n, 0).await;
        let why = if results.len() == n { ORDER } else { ZERO };
        assert_same("the results", results, Vec::from_iter(0..n), why);
        let why = if with_1 > 1 { NOT_THE_0 } else { ZERO };
        assert_same("how many were in flight together", with_0, 1, why);
    }
}

// Their results, and how many were in flight together.
async fn some_items(n: usize, limit: usize) -> (Vec<usize>, usize) {
    let timeline = Timeline::start();
    let gauge = Gauge::new();
    let f = |number: usize| -> LocalBoxFuture<'_, usize> {
        let inside = gauge.enter();
        let span = (n <= 12).then(|| timeline.span(&format!("item-{}", number + 1)));
        Box::pin(async move {
            sleep(ms(20)).await;
            if let Some(span) = span {
                span.finish();
            }
            drop(inside);
            number
        })
    };
    let mapped = map_numbers(n, limit, &f);
    let mapped = call("Your code", mapped).within(ms(10_000), ZERO);
    let results = mapped.explain(ZERO).await;
    timeline.returned();
    (results, gauge.peak())
}

/// An empty list gives an empty vector at once.
/// Promises: 6
async fn an_empty_list_is_done_at_once() {
    let _hint = hang_hint(EMPTY);
    for limit in cases([
        ("with a limit of 3", 3),
        ("with a limit of 0", 0),
        ("with a limit of 1", 1),
        ("with the greatest limit", usize::MAX),
    ]) {
        let start = Instant::now();
        let nothing = map_numbers(0, limit, &|number| Box::pin(ready(number)));
        let nothing = call("Your code", nothing).within(ms(10_000), EMPTY);
        let why = |text: &str| {
            let why = why_panicked(text);
            Some(if limit > 3 && why == LIMITS {
                LIMITS
            } else {
                EMPTY
            })
        };
        let results = nothing.explain_if(why).await;
        assert_same("the results of nothing", results, vec![], EMPTY);
        assert_same("the time it took", start.elapsed(), ms(0), EMPTY);
    }
}
