//! Hidden checks of `lazy_futures`.

use futures::future::LocalBoxFuture;
use kata_kit::{Timeline, assert_same, assert_that, assert_within, hang_hint, ms};
use lazy_futures as k;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};
use tokio::time::sleep;

const NEVER: &str = "Await the futures: one that nobody polls again never ends.";
const BLOCKED: &str = "A `block_on` inside async code blocks the thread that everything else needs, the clock as well: use `.await`.";
const EAGER: &str = "A call that stands before the async block, or in the arguments of something, happens at once. Only what is inside `async move { … }` waits for the first poll.";

/// `prepare` does not call f before the future is first polled, and never if it is dropped unpolled.
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
}

/// When the prepared future is awaited, f is called exactly once, and its future's output comes out.
async fn prepare_runs_f_once_to_its_end() {
    const NOT_READY: &str = "The future that `f` makes need not be ready at once: await it.";
    let _hint = hang_hint(BLOCKED);
    let timeline = Timeline::start();
    let (calls, text) = (Cell::new(0), String::from("the value"));
    let prepared = k::prepare(|| {
        calls.set(calls.get() + 1);
        timeline.work("inner", ms(50), text.as_str())
    });
    let output: &str = assert_within(ms(1000), NEVER, prepared).await;
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
        Some(ms(50)),
        NOT_READY,
    );
}

type Call<'a> = Box<dyn FnOnce() -> LocalBoxFuture<'a, anyhow::Result<u32>> + 'a>;

// Closures that note when they are called; each makes a future that takes its time, and gives its
// number or fails.
fn calls<'a>(
    timeline: &'a Timeline,
    called: &'a RefCell<Vec<(u32, Duration)>>,
    plans: &[(u32, u64, Option<&'static str>)],
) -> Vec<Call<'a>> {
    let call = |&(number, time, error): &(u32, u64, Option<&'static str>)| -> Call<'a> {
        Box::new(move || {
            called.borrow_mut().push((number, timeline.now()));
            let work = timeline.work(&format!("call-{number}"), ms(time), ());
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

/// `one_at_a_time` calls a closure only when the future of the one before has ended.
/// Points: 2
async fn each_call_is_made_after_the_one_before_ended() {
    const MADE_EARLY: &str = "The calls were made too early. Awaiting one after the other is not enough if the closures were called before: calling one makes its future, and the part of it that is not async runs at once.";
    const ALL_AT_ONCE: &str = "The futures ran at the same time. Await each future before you call the next closure: combinators such as `join_all` poll all of them together.";
    const NOT_ALL: &str =
        "Every closure is called, in the order of the list, and its future is awaited to its end.";
    let _hint = hang_hint(BLOCKED);
    let timeline = Timeline::start();
    let called = RefCell::new(Vec::new());
    let plans = [(1, 30, None), (2, 50, None), (3, 20, None)];
    let calls = calls(&timeline, &called, &plans);
    let _ = assert_within(ms(5000), NEVER, k::one_at_a_time(calls)).await;
    timeline.returned();
    let together = timeline.started_at("call-2").is_some()
        && timeline.started_at("call-2") < timeline.finished_at("call-1");
    let observed: Vec<(u32, Duration)> = called.borrow().clone();
    let order: Vec<u32> = observed.iter().map(|(number, _)| *number).collect();
    assert_same("the calls that were made", order, vec![1, 2, 3], NOT_ALL);
    assert_same(
        "when the calls were made",
        observed.iter().map(|(_, at)| *at).collect(),
        vec![ms(0), ms(30), ms(80)],
        if together { ALL_AT_ONCE } else { MADE_EARLY },
    );
    assert_same(
        "it returned at",
        timeline.returned_at(),
        Some(ms(100)),
        NOT_ALL,
    );
}

/// If all go well, `one_at_a_time` gives the values in the order of the calls.
async fn one_at_a_time_gives_the_values_in_order() {
    let _hint = hang_hint(BLOCKED);
    let timeline = Timeline::start();
    let called = RefCell::new(Vec::new());
    let plans = [(5, 30, None), (3, 10, None), (9, 20, None), (3, 5, None)];
    let calls = calls(&timeline, &called, &plans);
    let values: anyhow::Result<Vec<u32>> =
        assert_within(ms(5000), NEVER, k::one_at_a_time(calls)).await;
    assert_same(
        "the values",
        values.map_err(|error| format!("{error:#}")),
        Ok(vec![5, 3, 9, 3]),
        "There is a value for every call, in the order of the list.",
    );
}

/// The first error ends `one_at_a_time`: later closures are never called, and its text is kept.
/// Points: 2
async fn the_first_error_ends_it() {
    const GOES_ON: &str = "After an error nothing more is called: leave the loop with `?`. Collecting all results first calls everybody.";
    const LOST: &str = "The error was lost: the result must be an `Err` when a call fails.";
    let _hint = hang_hint(BLOCKED);
    let timeline = Timeline::start();
    let called = RefCell::new(Vec::new());
    let (first, second) = ("the disk is full", "no such host");
    let plans = [
        (1, 30, None),
        (2, 50, Some(first)),
        (3, 20, Some(second)),
        (4, 20, None),
    ];
    let calls = calls(&timeline, &called, &plans);
    let result = assert_within(ms(5000), NEVER, k::one_at_a_time(calls)).await;
    timeline.returned();
    let Err(error) = result.map_err(|error| format!("{error:#}")) else {
        panic!("The second call failed, but it returned an `Ok`.\n{LOST}");
    };
    let numbers: Vec<u32> = called.borrow().iter().map(|(number, _)| *number).collect();
    assert_same("the calls that were made", numbers, vec![1, 2], GOES_ON);
    assert_same(
        "it returned at",
        timeline.returned_at(),
        Some(ms(80)),
        "The first error ends it, at that moment.",
    );
    assert_that(
        error.contains(first),
        &format!("The second call failed with \"{first}\", but the error says \"{error}\"."),
        "The text of the error must be kept: pass the error on, or add context to it.",
    );
}

/// `map_async` gives the results in the order of the items.
/// Points: 2
async fn map_async_keeps_the_order() {
    let _hint = hang_hint(BLOCKED);
    let called = Cell::new(0);
    let items = [50, 10, 40, 20, 30];
    let results: Vec<u32> = assert_within(
        ms(5000),
        NEVER,
        k::map_async(&items, async |item: u32| {
            called.set(called.get() + 1);
            sleep(ms(item.into())).await;
            item + 1
        }),
    )
    .await;
    assert_same(
        "how often f was called for five items",
        called.get(),
        5,
        "`f` is called once for every item, and what it gives is a future: until that is awaited, nothing of it runs.",
    );
    assert_same(
        "the results for 50, 10, 40, 20 and 30, where f takes so many ms and adds 1",
        results,
        vec![51, 11, 41, 21, 31],
        "Results come in the order of the items, not in the order in which the futures ended.",
    );
}

/// The closure of `map_async` may borrow what it uses.
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
    let mut noted = shared.borrow().clone();
    noted.sort_unstable();
    assert_same(
        "the names that the closure noted in a borrowed list",
        noted,
        vec!["eleven", "one", "three"],
        "Every future runs to its end before `map_async` returns.",
    );
}
