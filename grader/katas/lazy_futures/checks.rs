//! Hidden checks of `lazy_futures`.

use futures::future::LocalBoxFuture;
use kata_kit::{
    SampleError, Timeline, assert_same, assert_that, assert_within, call, cases, drop_points,
    drop_while_unwinding, dropped_after, errors, hang_hint, ms, sizes, sorted,
};
use lazy_futures as k;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};
use tokio::time::sleep;

const NEVER: &str = "Await the futures: one that nobody polls again never ends.";
const HOUR: u64 = 3_600_000;
const BLOCKED: &str = "A `block_on` inside async code blocks the thread that everything else needs, the clock as well: use `.await`.";
const EAGER: &str = "A call that stands before the async block, or in the arguments of something, happens at once. Only what is inside `async move { … }` waits for the first poll.";

/// `prepare` does not call f before the future is first polled, and never if it is dropped unpolled.
/// Promises: 1, 3
/// Points: 2
async fn prepare_defers_the_call() {
    let calls = Cell::new(0);
    let count = || {
        calls.set(calls.get() + 1);
        async { 7_u32 }
    };
    let prepared = k::prepare(count);
    assert_same(
        "how often f was called before the future was polled",
        calls.get(),
        0,
        EAGER,
    );
    sleep(ms(100)).await;
    assert_same(
        "how often f was called 100 ms later, still without a poll",
        calls.get(),
        0,
        "Nobody may poll the future but its owner: do not hand it to a task or a thread.",
    );
    drop(prepared);
    drop_while_unwinding(k::prepare(count));
    sleep(ms(100)).await;
    assert_same(
        "how often f was called when the future was dropped unpolled",
        calls.get(),
        0,
        "A future that was never polled has never begun: nothing may run when it is dropped.",
    );
    let value: u32 = assert_within(ms(1000), NEVER, k::prepare(count)).await;
    assert_same(
        "how often f was called when another future was awaited",
        calls.get(),
        1,
        "The first poll calls `f`.",
    );
    assert_same(
        "its output",
        value,
        7,
        "The output of f's future comes out.",
    );
    dropped_in_the_middle().await;
}

async fn dropped_in_the_middle() {
    for polls in drop_points() {
        let calls = Cell::new(0);
        let prepared = k::prepare(|| {
            calls.set(calls.get() + 1);
            async {
                sleep(ms(10)).await;
                sleep(ms(10)).await;
            }
        });
        let ended = dropped_after(polls, prepared).await;
        sleep(ms(100)).await;
        let most = polls.min(1);
        assert_that(
            calls.get() <= most,
            &format!("`f` was called {} times.", calls.get()),
            "`f` is called once, by a poll, and dropping the future calls nobody.",
        );
        if ended.is_some() {
            break;
        }
    }
}

/// When the prepared future is awaited, f is called exactly once, and its future's output comes out.
/// Promises: 2
async fn prepare_runs_f_once_to_its_end() {
    const NOT_READY: &str = "The future that `f` makes need not be ready at once: await it.";
    let _hint = hang_hint(BLOCKED);
    for time in cases([
        ("with a future that is ready at once", 0),
        ("with a future of 50 ms", 50),
        ("with a future of an hour", HOUR),
    ]) {
        let timeline = Timeline::start();
        let (calls, text) = (Cell::new(0), String::from("the value"));
        let prepared = k::prepare(|| {
            calls.set(calls.get() + 1);
            timeline.watch("inner", async {
                if time > 0 {
                    sleep(ms(time)).await;
                }
                text.as_str()
            })
        });
        let output: &str = call("The future of `prepare`", prepared)
            .within(ms(2 * HOUR), NEVER)
            .explain(NOT_READY)
            .await;
        timeline.returned();
        assert_same(
            "the output",
            output,
            "the value",
            "The output of f's future comes out.",
        );
        assert_same(
            "how often f was called",
            calls.get(),
            1,
            "Only the first poll calls `f`; later ones go on with the future that it made.",
        );
        assert_same(
            "the future of f ended at",
            timeline.finished_at("inner"),
            Some(ms(time)),
            NOT_READY,
        );
    }
}

type Call<'a> = Box<dyn FnOnce() -> LocalBoxFuture<'a, anyhow::Result<u32>> + 'a>;

// What a call does: its number, how long it takes in ms, and its error if it fails.
type Plan = (u32, u64, Option<&'static str>);

// Closures that note when they are called; each makes a future that takes its time, and gives its
// number or fails.
fn calls<'a>(
    timeline: &'a Timeline,
    called: &'a RefCell<Vec<(u32, Duration)>>,
    plans: &[Plan],
) -> Vec<Call<'a>> {
    let call = |&(number, time, error): &Plan| -> Call<'a> {
        Box::new(move || {
            called.borrow_mut().push((number, timeline.now()));
            let work = working(timeline, number, time);
            Box::pin(async move {
                work.await;
                match error {
                    None => Ok(number),
                    Some(text) => Err(anyhow::Error::msg(text)),
                }
            })
        })
    };
    plans.iter().map(call).collect()
}

async fn working(timeline: &Timeline, number: u32, time: u64) {
    let pause = async {
        if time > 0 {
            sleep(ms(time)).await;
        }
    };
    timeline.watch(&format!("call-{number}"), pause).await;
}

fn numbers_of(plans: &[Plan]) -> Vec<u32> {
    plans.iter().map(|(number, ..)| *number).collect()
}

// The numbers of the calls that were made.
fn numbers_called(called: &[(u32, Duration)]) -> Vec<u32> {
    called.iter().map(|(number, _)| *number).collect()
}

// What the student's future gives, an error as its text.
async fn outcome(calls: Vec<Call<'_>>) -> Result<Vec<u32>, String> {
    const UNWRAPPED: &str = "A list without calls gives an empty list, and an error is returned. Neither is a reason to panic.";
    let call = call("`one_at_a_time`", k::one_at_a_time(calls)).within(ms(2 * HOUR), NEVER);
    let result = call.explain(UNWRAPPED).await;
    result.map_err(|error| format!("{error:#}"))
}

const NOT_ALL: &str =
    "Every closure is called, in the order of the list, and its future is awaited to its end.";

/// `one_at_a_time` calls a closure only when the future of the one before has ended.
/// Promises: 4
/// Points: 2
async fn each_call_is_made_after_the_one_before_ended() {
    let _hint = hang_hint(BLOCKED);
    for plans in plans_without_errors() {
        expect_one_at_a_time(&plans).await;
    }
}

fn plans_without_errors() -> impl Iterator<Item = Vec<Plan>> {
    let many = sizes("call").map(|n| (0..n as u32).map(|number| (number, 10, None)).collect());
    many.chain(cases([
        (
            "with calls of 30, 50 and 20 ms",
            vec![(1, 30, None), (2, 50, None), (3, 20, None)],
        ),
        (
            "with calls that are ready at once",
            vec![(1, 0, None), (2, 0, None), (3, 0, None)],
        ),
        (
            "with a call of an hour",
            vec![(1, HOUR, None), (2, 10, None)],
        ),
        (
            "with equal values",
            vec![(3, 10, None), (5, 5, None), (3, 20, None)],
        ),
    ]))
}

async fn expect_one_at_a_time(plans: &[Plan]) {
    const MADE_EARLY: &str = "The calls were made too early. Awaiting one after the other is not enough if the closures were called before: calling one makes its future, and the part of it that is not async runs at once.";
    const MADE_LATE: &str = "The next call is made as soon as the one before has ended.";
    const ALL_AT_ONCE: &str = "The futures ran at the same time. Await each future before you call the next closure: combinators such as `join_all` poll all of them together.";
    let timeline = Timeline::start();
    let called = RefCell::new(Vec::new());
    let result = outcome(calls(&timeline, &called, plans)).await;
    timeline.returned();
    if let Err(error) = result {
        panic!(
            "No call failed, but it returned the error {error:?}.\nIf no call fails there are values to return, however few the calls are and however long they take."
        );
    }
    let together = match plans {
        [(first, ..), (second, time, _), ..] if *time > 0 => {
            let started = timeline.started_at(&format!("call-{second}"));
            let ended = timeline.finished_at(&format!("call-{first}"));
            first != second && started.is_some() && started < ended
        }
        _ => false,
    };
    let observed: Vec<(u32, Duration)> = called.borrow().clone();
    assert_same(
        "the calls that were made",
        numbers_called(&observed),
        numbers_of(plans),
        NOT_ALL,
    );
    let mut end = ms(0);
    let mut begins = Vec::new();
    for (_, time, _) in plans {
        begins.push(end);
        end += ms(*time);
    }
    let times: Vec<Duration> = observed.iter().map(|(_, at)| *at).collect();
    let why = if together {
        ALL_AT_ONCE
    } else if times.iter().zip(&begins).any(|(at, begin)| at < begin) {
        MADE_EARLY
    } else {
        MADE_LATE
    };
    assert_same("when the calls were made", times, begins, why);
    let returned = timeline.returned_at();
    let why = if returned > Some(end) {
        "When the last has ended there is nothing more to wait for."
    } else {
        NOT_ALL
    };
    assert_same("it returned at", returned, Some(end), why);
}

/// If all go well, `one_at_a_time` gives the values in the order of the calls.
/// Promises: 5
async fn one_at_a_time_gives_the_values_in_order() {
    let _hint = hang_hint(BLOCKED);
    for plans in plans_without_errors() {
        let (timeline, called) = (Timeline::start(), RefCell::new(Vec::new()));
        let values = outcome(calls(&timeline, &called, &plans)).await;
        assert_same(
            "the values",
            values,
            Ok(numbers_of(&plans)),
            "There is a value for every call, in the order of the list.",
        );
    }
}

/// The first error ends `one_at_a_time`: later closures are never called, and its text is kept.
/// Promises: 6
/// Points: 2
async fn the_first_error_ends_it() {
    const GOES_ON: &str = "After an error nothing more is called: leave the loop with `?`. Collecting all results first calls everybody.";
    let _hint = hang_hint(BLOCKED);
    for (n, place) in cases([
        ("with one call, which fails", (1, 0)),
        ("with the first of four calls failing", (4, 0)),
        ("with the second of four calls failing", (4, 1)),
        ("with the last of four calls failing", (4, 3)),
        ("with the second of eleven calls failing", (11, 1)),
        ("with the last of 100 calls failing", (100, 99)),
    ]) {
        let timeline = Timeline::start();
        let called = RefCell::new(Vec::new());
        // The one behind it would fail as well.
        let plan = |number: u32| match number {
            _ if number == place => (number, 50, Some("the disk is full")),
            _ if number == place + 1 => (number, 20, Some("no such host")),
            _ => (number, 30, None),
        };
        let plans: Vec<Plan> = (0..n).map(plan).collect();
        let result = outcome(calls(&timeline, &called, &plans)).await;
        timeline.returned();
        let error = expect_error(result);
        assert_same(
            "the calls that were made",
            numbers_called(&called.borrow()),
            (0..=place).collect(),
            GOES_ON,
        );
        assert_same(
            "it returned at",
            timeline.returned_at(),
            Some(ms(30 * u64::from(place) + 50)),
            "The first error ends it, at that moment.",
        );
        assert_that(
            error.contains("the disk is full"),
            &format!("The call failed with \"the disk is full\", but the error says \"{error}\"."),
            "The text of the error must be kept: pass the error on, or add context to it.",
        );
    }
    for sample in errors() {
        let fails = move || std::future::ready(Err::<u32, _>(SampleError::error(&sample)));
        let result = assert_within(ms(5000), NEVER, k::one_at_a_time(vec![fails])).await;
        sample.assert_kept(&expect_error(result.map_err(|error| format!("{error:#}"))));
    }
}

fn expect_error(result: Result<Vec<u32>, String>) -> String {
    match result {
        Err(error) => error,
        Ok(values) => panic!(
            "A call failed, but it returned Ok({values:?}).\nThe error was lost: the result must be an `Err` when a call fails, whichever it is."
        ),
    }
}

/// `map_async` gives the results in the order of the items.
/// Promises: 7
/// Points: 2
async fn map_async_keeps_the_order() {
    let _hint = hang_hint(BLOCKED);
    // The earlier ones take longer.
    let items = sizes("item").map(|n| {
        (0..n as u32)
            .map(|number| 10 * (n as u32 - number))
            .collect()
    });
    for items in items.chain(cases([
        ("with items in no order", vec![50, 10, 40, 20, 30]),
        ("with equal items", vec![20, 20, 10, 20]),
        ("with items whose results are equal, too", vec![7; 11]),
        ("with an item that takes an hour", vec![HOUR as u32, 10]),
        ("with the least item", vec![10, 0, 20]),
    ])) {
        expect_mapped(&items, &|item| ms(item.into())).await;
    }
    for items in cases([("with the greatest items", vec![u32::MAX, u32::MAX - 1, 0])]) {
        expect_mapped(&items, &|_| ms(10)).await;
    }
}

async fn expect_mapped(items: &[u32], time: &dyn Fn(u32) -> Duration) {
    const NO_PANIC: &str = "There is a result for every item, and without items an empty list.";
    let called = RefCell::new(Vec::new());
    let map = k::map_async(items, async |item: u32| {
        called.borrow_mut().push(item);
        sleep(time(item)).await;
        // The greatest item gives the least result.
        item.wrapping_add(1)
    });
    let map = call("`map_async`", map).within(ms(3 * HOUR), NEVER);
    let results: Vec<u32> = map.explain(NO_PANIC).await;
    assert_same(
        "the items that f was called with, sorted",
        sorted(called.into_inner()),
        sorted(items.to_vec()),
        "`f` is called once for every item, also if items are equal, and what it gives is a future: until that is awaited, nothing of it runs.",
    );
    let promised: Vec<u32> = items.iter().map(|item| item.wrapping_add(1)).collect();
    let why = if results.len() != promised.len() {
        "There is a result for every item, whatever it is."
    } else if sorted(results.clone()) == sorted(promised.clone()) {
        "Results come in the order of the items, not in the order in which the futures ended."
    } else {
        "Each result is what the future of its item gave, however long that took and whatever it is."
    };
    assert_same("the results, where f adds 1", results, promised, why);
}

/// The closure of `map_async` may borrow what it uses.
/// Promises: 8
async fn the_closure_of_map_async_may_borrow() {
    let _hint = hang_hint(BLOCKED);
    let names = [
        String::from("one"),
        String::from("three"),
        String::from("eleven"),
    ];
    let shared = Rc::new(RefCell::new(Vec::new()));
    let owned = Rc::clone(&shared);
    let results: Vec<u32> = assert_within(
        ms(5000),
        NEVER,
        k::map_async(&[2, 0, 1], async |index: u32| {
            let name = &names[index as usize];
            sleep(ms(10)).await;
            owned.borrow_mut().push(name.as_str());
            name.len() as u32
        }),
    )
    .await;
    assert_same(
        "the lengths of borrowed names number 2, 0 and 1",
        results,
        vec![6, 3, 5],
        "There is a result for every item, in order.",
    );
    let noted = shared.borrow().clone();
    assert_same(
        "the names that the closure noted in a borrowed list",
        sorted(noted),
        vec!["eleven", "one", "three"],
        "Every future runs to its end before `map_async` returns.",
    );
}
