//! Hidden checks of `wait_for_first`.

use futures::future::BoxFuture;
use kata_kit::{
    Gauge, Timeline, assert_polled_at_most, assert_same, assert_that, assert_within, call, cases,
    ms, paused, runtimes, sizes_from, spawn, wait_until,
};
use std::{
    future::{Future, pending},
    time::Duration,
};
use tokio::{
    task::{AbortHandle, JoinError, JoinHandle},
    time::{Instant, sleep, sleep_until},
};
use wait_for_first as k;

const NEVER: &str = "Poll all of them together and return as soon as one is ready.";
const IN_TURN: &str =
    "Awaiting one after the other waits for each in turn, however slow: poll them all together.";
const NOT_YET: &str =
    "Nobody had ended yet. Return when the first has ended, not before, however long that takes.";
const NOT_EMPTY: &str = "Only an empty list gives `None`: await the first, also if there is only one, and however long it takes.";
const UNWRAPPED: &str = "A panic of a task stays in the task: the `JoinError` is the result, so give it to the caller as it is, without `unwrap`.";
const PLACE: &str = "The index is the place in the list that was given, counted from 0, not the order in which they ended.";
const DETACHED: &str =
    "Dropping a JoinHandle detaches its task, it does not cancel it: call `abort`.";

const HOUR: u64 = 3_600_000;

// What the student's future gives, which is polled only when somebody has woken it.
async fn within_two_hours<F: Future>(future: F) -> F::Output {
    const SPINS: &str = "Looking again and again sees the end late, and costs: await them, all of them together, and you are woken when one ends.";
    let future = assert_within(ms(2 * HOUR), NEVER, future);
    assert_polled_at_most(1_000, SPINS, future).await
}

// The times of all kinds of lists, with the place of the earliest.
fn races() -> impl Iterator<Item = (Vec<u64>, usize)> {
    let few = cases([("with three runners", (vec![20, 300, 400], 0))]);
    // As many as there are, and the earliest is first, in the middle, last.
    let many = sizes_from(1, "runner").flat_map(|n| {
        [0, n / 2, n - 1].map(|place| {
            let time = |runner| {
                if runner == place {
                    20
                } else {
                    1_000 + 2 * runner as u64
                }
            };
            ((0..n).map(time).collect(), place)
        })
    });
    few.chain(many).chain(cases([
        ("with one that is ready at once", (vec![100, 0, 200], 1)),
        (
            "with the earliest after an hour",
            (vec![HOUR + 600_000, HOUR, HOUR + 1_200_000], 1),
        ),
        ("with only one, of an hour", (vec![HOUR], 0)),
        (
            "with the earliest a little before the others",
            (vec![26, 26, 24, 26], 2),
        ),
    ]))
}

// Works for so long, as the row `name` of the timeline.
async fn running(timeline: Timeline, name: String, time: u64) {
    let work = async {
        // Who polls it only once comes no further than the first pause.
        let pauses = if time == 0 { 0 } else { 2 };
        for _ in 0..pauses {
            sleep(ms(time) / pauses).await;
        }
    };
    timeline.watch(&name, work).await;
}

fn name_of(runner: usize) -> String {
    format!("runner {runner}")
}

fn futures_of<'a>(
    timeline: &Timeline,
    times: &[u64],
    values: &'a [String],
    inside: &Gauge,
) -> Vec<BoxFuture<'a, &'a str>> {
    let future = |(runner, time): (usize, &u64)| -> BoxFuture<'a, &'a str> {
        // It is inside from now on, until it has ended or is dropped.
        let place = inside.enter();
        let running = running(timeline.clone(), name_of(runner), *time);
        Box::pin(async move {
            let _place = place;
            running.await;
            &*values[runner]
        })
    };
    times.iter().enumerate().map(future).collect()
}

// A race of futures. Their values are borrowed.
struct Race {
    won: Option<(usize, String)>,
    returned: Duration,
    left: usize,
}

async fn race_of_futures(times: &[u64]) -> Race {
    let (timeline, inside) = (Timeline::start(), Gauge::new());
    let values: Vec<String> = (0..times.len()).map(name_of).collect();
    let futures = futures_of(&timeline, times, &values, &inside);
    let won: Option<(usize, &str)> = within_two_hours(k::first(futures)).await;
    timeline.returned();
    Race {
        won: won.map(|(index, value)| (index, value.to_string())),
        returned: timeline.now(),
        left: inside.now(),
    }
}

/// `first` gives the index and the value of the earliest future, wherever it stands.
/// Promises: 1
/// Points: 2
async fn first_gives_the_earliest() {
    for (times, place) in races() {
        let Some((index, value)) = race_of_futures(&times).await.won else {
            panic!("It returned None.\n{NOT_EMPTY}");
        };
        assert_same("the value", value, name_of(place), IN_TURN);
        assert_same("the index", index, place, PLACE);
    }
    for winner in cases([("with equal values", 1)]) {
        let value = |runner| -> BoxFuture<'_, u32> {
            let time = ms(if runner == winner { 20 } else { 50 });
            Box::pin(async move {
                sleep(time).await;
                7
            })
        };
        let won = within_two_hours(k::first((0..3).map(value).collect())).await;
        assert_same("index and value", won, Some((winner, 7)), PLACE);
    }
}

/// `first` returns at the moment the earliest future ends.
/// Promises: 2
async fn first_returns_at_that_moment() {
    for (times, place) in races() {
        let race = race_of_futures(&times).await;
        let why = if race.returned > ms(times[place]) {
            IN_TURN
        } else {
            NOT_YET
        };
        assert_same("it returned at", race.returned, ms(times[place]), why);
    }
}

/// When `first` has returned, the futures that lost have been dropped.
/// Promises: 3
async fn losing_futures_are_dropped() {
    for (times, _) in races() {
        assert_same(
            "how many futures had not been dropped when it returned",
            race_of_futures(&times).await.left,
            0,
            "A future that is kept, leaked or handed to a task lives on; to cancel it, drop it.",
        );
    }
}

// How the earliest task ends.
#[derive(Clone, Copy, PartialEq)]
enum Ending {
    Value,
    Panic,
}

// The tasks of a race. It ends with this: what an answer leaves behind would go on in the races after it.
struct Tasks(Vec<AbortHandle>);

impl Drop for Tasks {
    fn drop(&mut self) {
        self.0.iter().for_each(AbortHandle::abort);
    }
}

type Won = Option<(usize, Result<usize, JoinError>)>;

// A race of tasks, which go on in small steps.
async fn race_of_tasks(
    timeline: &Timeline,
    (times, place): (&[u64], usize),
    ending: Ending,
) -> (Won, Tasks) {
    let task = |(runner, time): (usize, &u64)| {
        let (timeline, time) = (timeline.clone(), ms(*time));
        let is_special = runner == place;
        spawn(async move {
            let (name, start) = (name_of(runner), Instant::now());
            // An hour has a few steps, and a second has a hundred.
            let step = if time > ms(10_000) { time / 20 } else { ms(10) };
            let work = async {
                let mut done = Duration::ZERO;
                while done < time {
                    done = time.min(done + step);
                    sleep_until(start + done).await;
                    timeline.tick(&name);
                }
                assert!(!is_special || ending != Ending::Panic, "the winner panics");
            };
            timeline.watch(&name, work).await;
            runner
        })
    };
    let tasks: Vec<JoinHandle<usize>> = times.iter().enumerate().map(task).collect();
    let all = Tasks(tasks.iter().map(JoinHandle::abort_handle).collect());
    let call = call("`first_task` itself", k::first_task(tasks));
    let won = within_two_hours(call.explain(UNWRAPPED)).await;
    timeline.returned();
    (won, all)
}

fn expect_return_of_tasks(timeline: &Timeline, promised: Duration) {
    let returned = timeline.returned_at().unwrap_or_default();
    let why = if returned < promised {
        NOT_YET
    } else if returned <= promised + ms(100) {
        "A task that is looked at now and then (`is_finished`) is seen late: await the handles, all of them together. And do not wait for the others."
    } else {
        "The winner was known earlier: do not wait for the others to end."
    };
    assert_same("it returned at", returned, promised, why);
}

/// `first_task` gives the index and the result of the earliest task, at the moment it ends.
/// Promises: 4
/// Points: 2
async fn first_task_gives_the_earliest() {
    const STOPPED: &str = "Only the tasks that lost are to be stopped: abort them when the first has ended, not before.";
    for (times, place) in races() {
        let timeline = Timeline::start();
        let (won, _tasks) = race_of_tasks(&timeline, (&times, place), Ending::Value).await;
        let Some((index, result)) = won else {
            panic!("It returned None.\n{NOT_EMPTY}");
        };
        let aborted = result.as_ref().is_err_and(JoinError::is_cancelled);
        assert_that(
            !aborted,
            "The winner was aborted before it had ended.",
            STOPPED,
        );
        assert_same("the value", result.ok(), Some(place), IN_TURN);
        assert_same("the index", index, place, PLACE);
        expect_return_of_tasks(&timeline, ms(times[place]));
    }
}

/// The tasks that lost make no progress from 1 ms after `first_task` returned.
/// Promises: 5
fn losing_tasks_stop() {
    paused(async {
        for (times, place) in races() {
            let timeline = Timeline::start();
            let (_won, _tasks) = race_of_tasks(&timeline, (&times, place), Ending::Value).await;
            expect_to_stand_still(&timeline, &times).await;
        }
    });
    for runtime in runtimes() {
        let left = runtime.block_on(async {
            let inside = Gauge::new();
            let loser = |_| {
                let place = inside.enter();
                spawn(async move {
                    let _place = place;
                    pending().await
                })
            };
            let mut tasks: Vec<JoinHandle<usize>> = (0..11).map(loser).collect();
            tasks.insert(5, spawn(async { 7 }));
            let won = k::first_task(tasks).await;
            let won = won.map(|(index, result)| (index, result.ok()));
            assert_same("index and value", won, Some((5, Some(7))), PLACE);
            wait_until(|| inside.now() == 0).await;
            inside.now()
        });
        assert_same(
            "how many of eleven losing tasks were still there in the end",
            left,
            0,
            DETACHED,
        );
    }
}

/// If the task that ends first has panicked, its `JoinError` is the result.
/// Promises: 6
async fn a_panicking_winner_is_reported() {
    const PANICKED: &str =
        "A task that panicked has ended too: it wins like any other, with an Err.";
    for (times, place) in races() {
        let timeline = Timeline::start();
        let (won, _tasks) = race_of_tasks(&timeline, (&times, place), Ending::Panic).await;
        let Some((index, result)) = won else {
            panic!("It returned None.\n{PANICKED} Only an empty list gives `None`.");
        };
        let panicked = (index, result.err().is_some_and(|error| error.is_panic()));
        assert_same(
            "index, and whether it is a panic's JoinError",
            panicked,
            (place, true),
            PANICKED,
        );
        expect_to_stand_still(&timeline, &times).await;
    }
}

/// An empty list gives `None` at once.
/// Promises: 7
async fn an_empty_list_gives_none() {
    const EMPTY: &str =
        "With nothing to wait for, an answer will never come: look at the empty case first.";
    let none = of_nothing("first", k::first::<u32>(Vec::new()), EMPTY).await;
    assert_same("`first` of nothing", none, None, EMPTY);
    let none = of_nothing("first_task", k::first_task::<usize>(Vec::new()), EMPTY).await;
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

async fn expect_to_stand_still(timeline: &Timeline, times: &[u64]) {
    let steps = || -> Vec<usize> {
        let runners = 0..times.len();
        runners
            .map(|runner| timeline.ticks(&name_of(runner)))
            .collect()
    };
    sleep(ms(1)).await;
    let before = steps();
    let longest = times.iter().max().copied().unwrap_or_default();
    sleep(ms(longest.max(500))).await;
    for (runner, (before, after)) in before.into_iter().zip(steps()).enumerate() {
        assert_that(
            before == after,
            &format!(
                "`{}` went on after you returned: {} more steps.",
                name_of(runner),
                after - before
            ),
            DETACHED,
        );
    }
}
