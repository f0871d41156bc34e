//! Hidden checks of `wait_for_first`.

use futures::future::BoxFuture;
use kata_kit::{Timeline, assert_same, assert_that, assert_within, call, ms};
use std::future::Future;
use tokio::{
    task::{JoinError, JoinHandle},
    time::sleep,
};
use wait_for_first as k;

const NEVER: &str = "Poll all of them together and return as soon as one is ready.";
const IN_TURN: &str =
    "Awaiting one after the other waits for each in turn, however slow: poll them all together.";
const PLACE: &str = "The index is the place in the list that was given, counted from 0, not the order in which they ended.";
const DETACHED: &str =
    "Dropping a JoinHandle detaches its task, it does not cancel it: call `abort`.";

fn futures_of<'a>(
    timeline: &Timeline,
    times: &[(&str, u64, &'a str)],
) -> Vec<BoxFuture<'a, &'a str>> {
    let future = |(name, time, value): &(&str, u64, &'a str)| -> BoxFuture<'a, &'a str> {
        Box::pin(timeline.work(name, ms(*time), *value))
    };
    times.iter().map(future).collect()
}

fn tasks_of(timeline: &Timeline, times: &[(&str, u64, u32)]) -> Vec<JoinHandle<u32>> {
    let task = |(name, time, value): &(&str, u64, u32)| {
        tokio::spawn(timeline.work(name, ms(*time), *value))
    };
    times.iter().map(task).collect()
}

/// `first` gives the index and the value of the earliest future, wherever it stands.
/// Points: 2
async fn first_gives_the_earliest() {
    let (a, b, c) = (
        String::from("slow"),
        String::from("fast"),
        String::from("middle"),
    );
    let timeline = Timeline::start();
    let times = [("slow", 300, &*a), ("fast", 20, &*b), ("middle", 150, &*c)];
    let won: Option<(usize, &str)> =
        assert_within(ms(1000), NEVER, k::first(futures_of(&timeline, &times))).await;
    timeline.returned();
    assert_same("the value", won.map(|won| won.1), Some("fast"), IN_TURN);
    assert_same("the index", won.map(|won| won.0), Some(1), PLACE);

    let times = [("slow", 300, &*a), ("middle", 150, &*c), ("fast", 20, &*b)];
    let won = assert_within(
        ms(1000),
        NEVER,
        k::first(futures_of(&Timeline::start(), &times)),
    )
    .await;
    assert_same(
        "with the earliest at the end",
        won,
        Some((2, "fast")),
        PLACE,
    );
}

/// `first` returns at the moment the earliest future ends.
async fn first_returns_at_that_moment() {
    let timeline = Timeline::start();
    let times = [("slow", 300, "slow"), ("fast", 20, "fast")];
    assert_within(ms(1000), NEVER, k::first(futures_of(&timeline, &times))).await;
    timeline.returned();
    assert_same(
        "it returned at",
        timeline.returned_at(),
        Some(ms(20)),
        IN_TURN,
    );
}

/// When `first` has returned, the futures that lost have been dropped.
async fn losing_futures_are_dropped() {
    let timeline = Timeline::start();
    let times = [
        ("fast", 20, "fast"),
        ("slow", 300, "slow"),
        ("slower", 400, "slower"),
    ];
    assert_within(ms(1000), NEVER, k::first(futures_of(&timeline, &times))).await;
    timeline.returned();
    for loser in ["slow", "slower"] {
        assert_that(
            timeline.was_cancelled(loser),
            &format!("`{loser}` was not dropped when you returned."),
            "A future that is kept, leaked or handed to a task lives on; to cancel it, drop it.",
        );
    }
}

/// `first_task` gives the index and the result of the earliest task, at the moment it ends.
/// Points: 2
async fn first_task_gives_the_earliest() {
    let timeline = Timeline::start();
    let tasks = tasks_of(
        &timeline,
        &[("slow", 300, 7), ("middle", 150, 8), ("fast", 23, 9)],
    );
    let won: Option<(usize, Result<u32, JoinError>)> =
        assert_within(ms(1000), NEVER, k::first_task(tasks)).await;
    timeline.returned();
    let aborted = won.iter().any(|(_, result)| {
        let error = result.as_ref().err();
        error.is_some_and(JoinError::is_cancelled)
    });
    assert_that(
        !aborted,
        "The winner was aborted before it had ended.",
        "Only the tasks that lost are to be stopped: abort them when the first has ended, not before.",
    );
    let won = won.map(|(index, result)| (index, result.ok()));
    assert_same("the value", won.and_then(|won| won.1), Some(9), IN_TURN);
    assert_same("the index", won.map(|won| won.0), Some(2), PLACE);
    let returned = timeline.returned_at();
    let why = if returned < Some(ms(150)) {
        "A task that is looked at now and then (`is_finished`) is seen late: await the handles, all of them together."
    } else {
        "The winner was known earlier: do not wait for the others to end."
    };
    assert_same("it returned at", returned, Some(ms(23)), why);
}

/// The tasks that lost make no progress from 1 ms after `first_task` returned.
async fn losing_tasks_stop() {
    let timeline = Timeline::start();
    let tasks = tasks_of(
        &timeline,
        &[("fast", 20, 1), ("slow", 300, 2), ("slower", 400, 3)],
    );
    assert_within(ms(1000), NEVER, k::first_task(tasks)).await;
    timeline.returned();
    expect_to_stand_still(&timeline, ["slow", "slower"]).await;
}

/// If the task that ends first has panicked, its `JoinError` is the result.
async fn a_panicking_winner_is_reported() {
    const UNWRAPPED: &str = "A panic of a task stays in the task: the `JoinError` is the result, so give it to the caller as it is, without `unwrap`.";
    let timeline = Timeline::start();
    let mut tasks = tasks_of(&timeline, &[("slow", 300, 1)]);
    tasks.push(tokio::spawn(async {
        sleep(ms(20)).await;
        panic!("the winner panics");
    }));
    let call = call("`first_task` itself", k::first_task(tasks)).within(ms(1000), NEVER);
    let won = call.explain(UNWRAPPED).await;
    timeline.returned();
    let panicked =
        won.map(|(index, result)| (index, result.err().is_some_and(|error| error.is_panic())));
    assert_same(
        "index, and whether it is a panic's JoinError",
        panicked,
        Some((1, true)),
        "A task that panicked has ended too: it wins like any other, with an Err.",
    );
    expect_to_stand_still(&timeline, ["slow"]).await;
}

/// An empty list gives `None` at once.
async fn an_empty_list_gives_none() {
    const EMPTY: &str =
        "With nothing to wait for, an answer will never come: look at the empty case first.";
    let none = of_nothing("first", k::first::<u32>(Vec::new()), EMPTY).await;
    assert_same("`first` of nothing", none, None, EMPTY);
    let none = of_nothing("first_task", k::first_task::<u32>(Vec::new()), EMPTY).await;
    assert_that(
        none.is_none(),
        "`first_task` of nothing gave something.",
        EMPTY,
    );
}

// What the student's future gives for an empty list. A panic is explained.
async fn of_nothing<F: Future>(name: &str, future: F, why: &str) -> F::Output {
    const PANICKED: &str =
        "`select_all` panics when it is given nothing: look at the empty case first.";
    let name = format!("`{name}` of nothing");
    let call = call(&name, future).within(ms(1000), why);
    call.explain(PANICKED).await
}

async fn expect_to_stand_still<const N: usize>(timeline: &Timeline, losers: [&str; N]) {
    for (loser, steps) in timeline.later_ticks(losers, ms(500)).await {
        assert_that(
            steps == 0,
            &format!("`{loser}` went on after you returned: {steps} more steps."),
            DETACHED,
        );
    }
}
