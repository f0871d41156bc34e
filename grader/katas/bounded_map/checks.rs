//! Hidden checks of `bounded_map`.

use bounded_map as k;
use kata_kit::{
    Gauge, Timeline, assert_same, assert_that, assert_within, call, hang_hint, in_words, ms,
};
use std::{cell::RefCell, future::Future, rc::Rc, time::Duration};
use tokio::time::{Instant, sleep};

const NEVER: &str = "Somebody waits for a place, a permit or a message that never comes, or a future was not polled again after it had been woken.";
const BLOCKED: &str = "Nothing else could run, so no time could pass: `block_on` or another blocking call holds the thread, or a loop polls without ever waiting.";
const NOT_HELD: &str = "A place is taken until the item's future has ended. A permit that is dropped before, for example at once by `let _ = …`, limits nothing.";
const ONE_MORE: &str = "It is one too many: make sure that fewer than `limit` are in flight, and only then start the next.";
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
const EMPTY: &str =
    "With nothing to do there is nothing to wait for: look at the empty case first.";

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

// The items and their futures borrow, and are neither `Send` nor `Clone`.
async fn observe(times: &[u64], limit: usize) -> Seen {
    struct Item<'a>(usize, &'a u64, Rc<()>);
    let timeline = Timeline::start();
    let (called, polled) = (Gauge::new(), Gauge::new());
    let calls = RefCell::new(Vec::new());
    let ends = RefCell::new(vec![Duration::ZERO; times.len()]);
    let items: Vec<Item<'_>> = (0..)
        .zip(times)
        .map(|(number, time)| Item(number, time, Rc::default()))
        .collect();
    let results = k::bounded_map(items, limit, |item| {
        calls.borrow_mut().push((item.0, timeline.now()));
        let in_flight = called.enter();
        let span = timeline.span(&format!("item-{}", item.0 + 1));
        let (timeline, polled, ends) = (&timeline, &polled, &ends);
        async move {
            let at_work = polled.enter();
            sleep(ms(*item.1)).await;
            span.finish();
            ends.borrow_mut()[item.0] = timeline.now();
            drop((at_work, in_flight, item.2));
            item.0
        }
    });
    let results = in_time(results).await;
    timeline.returned();
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
    assert_within(ms(100_000), NEVER, future).await
}

/// The results come in the order of the items, whichever ends first.
/// Points: 2
async fn results_come_in_order() {
    let words = ["five", "three", "one", "four", "two"].map(String::from);
    let times = [50, 30, 10, 40, 20];
    let timeline = Timeline::start();
    let f = |(word, time): (&'static str, u64)| timeline.work(word, ms(time), word.len());
    let named = ["five", "three", "one", "four", "two"]
        .into_iter()
        .zip(times);
    let lengths: Vec<usize> = in_time(k::bounded_map(named.collect(), 3, f)).await;
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
/// Points: 2
async fn the_limit_is_kept() {
    let times = [30, 80, 20, 20, 60, 10, 40, 50, 20, 30, 70, 20];
    for limit in [1, 2, 3, 5] {
        let seen = observe(&times, limit).await;
        let (called, polled) = (seen.called.peak(), seen.polled.peak());
        let observed = format!("With a limit of {limit}, {called} items were in flight together.");
        assert_that(polled != limit + 1, &observed, ONE_MORE);
        assert_that(polled <= limit, &observed, NOT_HELD);
        assert_that(called <= limit, &observed, CALLED);
        assert_same(
            &format!("how many items of 12 were done, with a limit of {limit}"),
            seen.results.len(),
            12,
            "Every item has its turn.",
        );
    }
}

/// As long as items are left, as many as the limit allows are in flight and make progress.
/// Points: 2
async fn the_limit_is_used() {
    // The limit, how many items of 100 ms, and how long that takes in all.
    for (limit, items, total) in [(3, 7, 300), (2, 4, 200), (100, 4, 100), (40, 60, 200)] {
        let seen = observe(&vec![100; items], limit).await;
        let took = seen.timeline.returned_at();
        let observed = format!("{items} items of 100 ms, with a limit of {limit}");
        let together = seen.called.peak();
        if items > 12 {
            // A picture of so many would say nothing: an empty one takes its place.
            Timeline::start();
        }
        assert_that(
            together >= limit.min(items),
            &format!("{observed}: at most {together} were in flight together."),
            UNUSED,
        );
        let why = if took < Some(ms(total)) {
            NOT_HELD
        } else {
            STANDS
        };
        assert_same(&format!("{observed}, took"), took, Some(ms(total)), why);
    }
}

/// A place that becomes free is filled again, at the latest when the item started first has ended.
/// Points: 2
async fn a_free_place_is_filled_again() {
    expect_refills(2, &[100, 300, 100, 100, 300, 100], BATCHES).await;
    expect_refills(2, &[103, 107, 109, 113, 101, 103], LOOKS).await;
    expect_refills(2, &[300, 10, 10, 10, 10, 10, 10, 10, 10, 10], SHARES).await;
    expect_refills(4, &[100, 200, 300, 400, 100, 100, 100, 100], BATCHES).await;
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
async fn a_limit_of_0_counts_as_1() {
    let _hint = hang_hint(ZERO);
    let with_1 = three_items(1).await.1;
    let (results, with_0) = three_items(0).await;
    let why = if results.len() == 3 { ORDER } else { ZERO };
    assert_same("the results", results, vec![10, 20, 30], why);
    let why = if with_1 > 1 { NOT_THE_0 } else { ZERO };
    assert_same("how many were in flight together", with_0, 1, why);
}

// Their results, and how many were in flight together.
async fn three_items(limit: usize) -> (Vec<u64>, usize) {
    let timeline = Timeline::start();
    let gauge = Gauge::new();
    let f = |number: u64| {
        let inside = gauge.enter();
        let span = timeline.span(&format!("item-{number}"));
        async move {
            sleep(ms(20)).await;
            span.finish();
            drop(inside);
            number * 10
        }
    };
    let mapped = k::bounded_map(vec![1, 2, 3], limit, f);
    let mapped = call("Your code", mapped).within(ms(10_000), ZERO);
    let results: Vec<u64> = mapped.explain(ZERO).await;
    timeline.returned();
    (results, gauge.peak())
}

/// An empty list gives an empty vector at once.
async fn an_empty_list_is_done_at_once() {
    let _hint = hang_hint(EMPTY);
    for limit in [3, 0] {
        let start = Instant::now();
        let nothing = k::bounded_map(Vec::<u8>::new(), limit, async |item| item);
        let nothing = call("Your code", nothing).within(ms(10_000), EMPTY);
        let results: Vec<u8> = nothing.explain(EMPTY).await;
        assert_same("the results of nothing", results, vec![], EMPTY);
        assert_same("the time it took", start.elapsed(), ms(0), EMPTY);
    }
}
