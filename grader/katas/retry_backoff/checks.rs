//! Hidden checks of `retry_backoff`.

use kata_kit::{
    Timeline, anyhow, assert_same, assert_that, call, cases, errors, hang_hint, ms, sizes_from,
};
use retry_backoff as k;
use std::time::Duration;
use tokio::time::sleep;

const HOUR: u64 = 3_600_000;

const NEVER: &str =
    "There are at most `attempts` tries, and each ends in time: after them `retry` must return.";
const BLOCKED: &str =
    "Something blocks the thread, so that no time can pass: pause with tokio's `sleep`.";
const AT_ONCE: &str =
    "A try that succeeds is the end: no pause, neither before nor after it, and no further try.";
const FROM_1: &str = "Attempts are counted from 1.";
const FIRST: &str =
    "The pause after the first try is `first_delay` itself: double it afterwards, not before.";
const LINEAR: &str = "Each pause is twice the one before (10, 20, 40, 80 …): adding `first_delay` each time, or multiplying it by the attempt, grows too slowly.";
const CONSTANT: &str = "The pauses do not grow: each must be twice the one before.";
const FROM_THE_START: &str =
    "A pause begins when the try has ended. What the try took is not a part of it.";
const DOUBLED: &str =
    "The pause after the first try is `first_delay`, and each is twice the one before.";
const CAP: &str = "No pause is longer than `max_delay`, and that goes for all of them: the first one, and those after a hundred doublings.";
const SHRUNK: &str = "Some late pauses were too short: once the cap is reached, every pause is `max_delay`. A number that overflows starts again at 0 or 1 (`wrapping_…`, a shift).";
const OVERFLOW: &str = "Doubling goes on for ever, numbers do not: cap the pause before you double it again, or use `saturating_mul`.";
const TOO_LATE: &str = "A moment so far away does not exist: `sleep` and `timeout` take any duration, `Instant::now() + duration` does not.";
const TOO_MANY_TO_COUNT: &str = "`attempts` may be the greatest number there is: nothing can be added to it, and there is no room for so many results. Count up to it instead.";
const CUT_SHORT: &str = "The pauses and the tries are as long as the policy says, also if that is hours: there is no other limit.";
const ZERO: &str = "Twice nothing is nothing: with a delay of 0 the next try follows at once.";
const TOO_FEW: &str = "As long as attempts are left the next try follows, however long the pauses have become: `max_delay` limits a pause, it does not end the tries.";
const NO_PAUSE: &str = "On tokio's clock there was no pause at all: await tokio's `sleep`. (That of `std::thread` blocks the thread, and tokio's clock does not know of it.)";
const PANICKED: &str = "A try that failed or took too long is a reason to try again, and after the last one `retry` returns an error, which the caller can handle. A panic takes that away: no `unwrap`, no `panic!`.";
const TOO_OFTEN: &str = "`op` was called more than";
const TOO_MANY: &str = "There are `attempts` tries in all: the first one counts, too.";
const NO_LAST_PAUSE: &str =
    "After the last try nothing comes that would be worth waiting for: give the error at once.";
const CUT: &str = "A try gets `per_try` and no more. Put a `timeout` around it: the future is dropped when the time is over.";
const EACH: &str = "The limit is for each try alone: a try that is short enough is not cut, however long all of them take together.";
const GOES_ON: &str = "A try that was cut has failed like any other: pause, and try again.";
const CAUSE: &str = "Why the last try failed must not get lost: put `context` around its error, do not make a new one.";
const LAST: &str = "The error to keep is that of the last try.";
const NUMBER: &str = "The error must say how many attempts there were.";

// What one try does: how long it takes in ms, and what it gives.
type Try = (u64, Result<&'static str, &'static str>);

struct Seen {
    timeline: Timeline,
    numbers: Vec<u32>,
    result: Result<String, String>,
    returned: Duration,
}

impl Seen {
    fn started(&self, turn: usize) -> Duration {
        self.timeline.started_at(&name(turn)).unwrap_or_default()
    }

    // Between the end of each try and the start of the next, in ms.
    fn pauses(&self) -> Vec<u128> {
        let pause = |turn: usize| {
            let ended = self.timeline.finished_at(&name(turn));
            let ended = ended.or(self.timeline.cancelled_at(&name(turn)));
            let ended = ended.unwrap_or_default();
            self.started(turn + 1).saturating_sub(ended).as_millis()
        };
        (1..self.numbers.len()).map(pause).collect()
    }
}

fn name(turn: usize) -> String {
    format!("try-{turn}")
}

fn policy(attempts: u32, first_delay: u64, max_delay: u64, per_try: u64) -> k::Policy {
    k::Policy {
        attempts,
        first_delay: ms(first_delay),
        max_delay: ms(max_delay),
        per_try: ms(per_try),
    }
}

// Each try does what stands in the list, those after its end do as the last one. `op` borrows, and
// changes what it captured.
async fn observe(policy: k::Policy, tries: &[Try]) -> Seen {
    const MANY: usize = 200;
    let timeline = Timeline::start();
    let mut numbers: Vec<u32> = Vec::new();
    let op = async |number: u32| -> anyhow::Result<String> {
        numbers.push(number);
        let turn = numbers.len();
        if turn > MANY {
            Timeline::start();
            panic!("{TOO_OFTEN} {MANY} times.\n{NEVER}");
        }
        let (time, outcome) = tries[turn.min(tries.len()) - 1];
        if time < HOUR {
            timeline.work(&name(turn), ms(time), ()).await;
        } else {
            // Without the ticks, of which there would be too many.
            timeline.watch(&name(turn), sleep(ms(time))).await;
        }
        match outcome {
            Ok(value) => Ok(value.to_string()),
            Err(text) => Err(anyhow::Error::msg(text)),
        }
    };
    let _hint = hang_hint(BLOCKED);
    let call = call("`retry`", k::retry(&policy, op)).within(ms(100 * HOUR), NEVER);
    let result: anyhow::Result<String> = call.explain_if(why_it_panicked).await;
    timeline.returned();
    Seen {
        returned: timeline.now(),
        result: result.map_err(|error| format!("{error:#}")),
        numbers,
        timeline,
    }
}

fn why_it_panicked(panic: &str) -> Option<&'static str> {
    if panic.starts_with(TOO_OFTEN) {
        None
    } else if panic.contains("to instant") {
        Some(TOO_LATE)
    } else if panic.contains("attempt to add") || panic.contains("capacity") {
        Some(TOO_MANY_TO_COUNT)
    } else if panic.contains("overflow") || panic.contains("too big") {
        Some(OVERFLOW)
    } else {
        Some(PANICKED)
    }
}

/// A try that succeeds gives its value at once, and the first one adds no time.
/// Promises: 1
async fn success_is_the_end() {
    let seen = observe(policy(5, 100, 1000, 500), &[(0, Ok("value"))]).await;
    assert_same("the value", seen.result, Ok("value".into()), AT_ONCE);
    assert_same(
        "a try that takes no time, took",
        seen.returned,
        ms(0),
        AT_ONCE,
    );
    let seen = observe(policy(5, 100, 1000, 500), &[(30, Ok("value"))]).await;
    assert_same(
        "a try that takes 30 ms, took",
        seen.returned,
        ms(30),
        AT_ONCE,
    );
    assert_same("it was called with", seen.numbers, vec![1], FROM_1);
    let tries = [(30, Err("not yet")), (30, Ok("value")), (0, Ok("too late"))];
    let seen = observe(policy(5, 100, 1000, 500), &tries).await;
    let pauses = seen.pauses();
    assert_same(
        "the second try's value",
        seen.result,
        Ok("value".into()),
        AT_ONCE,
    );
    assert_same(
        "two tries of 30 ms, and 100 ms between, took",
        seen.returned,
        ms(160),
        if pauses == [0] { NO_PAUSE } else { DOUBLED },
    );
    assert_same("how many tries", seen.numbers.len(), 2, AT_ONCE);

    for tries in sizes_from(1, "try") {
        let mut list = vec![(5, Err("not yet")); tries - 1];
        list.push((5, Ok("value")));
        for attempts in cases([
            ("when it is the last", tries as u32),
            ("with the greatest `attempts`", u32::MAX),
        ]) {
            let seen = observe(policy(attempts, 10, 10, 500), &list).await;
            let numbers: Vec<u32> = (1..=tries as u32).collect();
            assert_same("the value", seen.result, Ok("value".into()), AT_ONCE);
            assert_same("`op` was called with", seen.numbers, numbers, FROM_1);
            let took = ms(15 * tries as u64 - 10);
            assert_same("it took", seen.returned, took, AT_ONCE);
        }
    }
}

/// The pause after the first try is `first_delay`, and each is twice the one before.
/// Promises: 2
/// Points: 3
async fn pauses_double() {
    let mut tries = vec![(7, Err("not yet")); 5];
    tries.push((7, Ok("value")));
    let seen = observe(policy(9, 10, 10_000, 500), &tries).await;
    let pauses = seen.pauses();
    let why = match &pauses[..] {
        [20, 40, ..] => FIRST,
        [10, 20, 30, ..] => LINEAR,
        [10, 10, ..] => CONSTANT,
        [0, 0, ..] => NO_PAUSE,
        [3, 13, ..] => FROM_THE_START,
        _ => DOUBLED,
    };
    assert_same("the pauses in ms", pauses, vec![10, 20, 40, 80, 160], why);
    assert_same(
        "`op` was called with",
        seen.numbers.clone(),
        vec![1, 2, 3, 4, 5, 6],
        FROM_1,
    );
    assert_same("the value", seen.result, Ok("value".into()), AT_ONCE);
}

/// No pause is longer than `max_delay`, however many tries there are.
/// Promises: 3
/// Points: 2
async fn pauses_are_capped() {
    let seen = observe(policy(6, 30, 100, 500), &[(0, Err("no"))]).await;
    let tries = seen.numbers.len();
    let why = if tries < 5 { TOO_FEW } else { TOO_MANY };
    assert_same("how many tries, with `attempts: 6`", tries, 6, why);
    let capped = vec![30, 60, 100, 100, 100];
    let doubled = seen.pauses().starts_with(&capped[..2]);
    let why = if doubled { CAP } else { DOUBLED };
    assert_same(
        "the pauses in ms, with at most 100",
        seen.pauses(),
        capped,
        why,
    );
    for (policy, pauses, why) in cases([
        (
            "with a `first_delay` above the cap",
            (policy(4, 700, 100, 500), vec![100; 3], CAP),
        ),
        (
            "with the greatest `first_delay`",
            (
                k::Policy {
                    first_delay: Duration::MAX,
                    ..policy(4, 0, 100, 500)
                },
                vec![100; 3],
                CAP,
            ),
        ),
        (
            "with the greatest `max_delay`",
            (
                k::Policy {
                    max_delay: Duration::MAX,
                    ..policy(6, 10, 0, 500)
                },
                vec![10, 20, 40, 80, 160],
                DOUBLED,
            ),
        ),
        (
            "with the greatest `per_try`",
            (
                k::Policy {
                    per_try: Duration::MAX,
                    ..policy(4, 10, 100, 0)
                },
                vec![10, 20, 40],
                DOUBLED,
            ),
        ),
        (
            "with a `first_delay` of 0",
            (policy(4, 0, 100, 500), vec![0; 3], ZERO),
        ),
        (
            "with a `max_delay` of 0",
            (policy(4, 10, 0, 500), vec![0; 3], ZERO),
        ),
        (
            "with hours of pause",
            (
                policy(4, HOUR, 3 * HOUR, 500),
                vec![1, 2, 3]
                    .into_iter()
                    .map(|n| n * u128::from(HOUR))
                    .collect(),
                CUT_SHORT,
            ),
        ),
        (
            "after twenty doublings",
            (
                policy(24, 1, HOUR, 500),
                (0..23).map(|n| (1 << n).min(u128::from(HOUR))).collect(),
                CUT_SHORT,
            ),
        ),
    ]) {
        let seen = observe(policy, &[(0, Err("no"))]).await;
        assert_same("the pauses in ms", seen.pauses(), pauses, why);
    }
    let seen = observe(policy(150, 1, 50, 500), &[(0, Err("no"))]).await;
    let pauses = seen.pauses();
    let took = seen.timeline.finished_at(&name(150)).unwrap_or_default();
    // A picture of so many tries would say nothing: an empty one takes its place.
    Timeline::start();
    assert_same(
        "how many of 150 tries were made",
        seen.numbers.len(),
        150,
        EACH,
    );
    let longest = pauses.iter().max().copied();
    assert_same("the longest of 149 pauses in ms", longest, Some(50), CAP);
    assert_same(
        "150 tries and the pauses between them took",
        took,
        ms(63 + 143 * 50),
        if took < ms(63 + 143 * 50) {
            SHRUNK
        } else {
            CAP
        },
    );
}

/// There are `attempts` tries, and no pause after the last.
/// Promises: 4
/// Points: 2
async fn the_last_try_is_the_end() {
    // In the last one, the pause after the last try would be one that is capped.
    let capped = 6 * 20 + 100 + 200 + 400 + 800 + 1000;
    for (attempts, end) in cases([
        ("with 3 attempts", (3, 3 * 20 + 100 + 200)),
        ("with one attempt", (1, 20)),
        ("with 2 attempts", (2, 2 * 20 + 100)),
        ("with 6 attempts, and a cap", (6, capped)),
    ]) {
        let seen = observe(policy(attempts, 100, 1000, 500), &[(20, Err("no"))]).await;
        assert_that(
            seen.result.is_err(),
            &format!("All tries failed, but it returned {:?}.", seen.result),
            "Without a value there is only an error to return.",
        );
        let tries = seen.numbers.len();
        assert_same(
            &format!("how many tries, with `attempts: {attempts}`"),
            tries,
            attempts as usize,
            TOO_MANY,
        );
        let last = seen.started(tries) + ms(20);
        let observed =
            format!("with `attempts: {attempts}`, between the last try and the return lay");
        let waited = seen.returned.saturating_sub(last);
        assert_same(&observed, waited, ms(0), NO_LAST_PAUSE);
        assert_same("it returned at", seen.returned, ms(end), DOUBLED);
    }
}

/// A try that takes longer than `per_try` is cut, and counts as failed.
/// Promises: 5
/// Points: 2
async fn a_slow_try_is_cut() {
    let tries = [
        (600, Ok("too late")),
        (40, Err("no")),
        (600, Err("too late")),
        (40, Ok("value")),
    ];
    let seen = observe(policy(4, 100, 1000, 50), &tries).await;
    assert_that(
        seen.timeline.finished_at("try-1").is_none(),
        "A try of 600 ms came to its own end, where `per_try` was 50 ms.",
        CUT,
    );
    assert_that(
        seen.numbers.len() > 1,
        &format!(
            "The first try was cut, and then it returned {:?}.",
            seen.result
        ),
        GOES_ON,
    );
    let cut = seen.timeline.cancelled_at("try-1");
    assert_same("the first try was cut at", cut, Some(ms(50)), CUT);
    assert_that(
        seen.timeline.finished_at("try-2").is_some(),
        "A try of 40 ms was cut, where `per_try` was 50 ms.",
        EACH,
    );
    // 50 + 100, 40 + 200, 50 + 400, and the last one.
    assert_same(
        "the third try started at",
        seen.started(3),
        ms(390),
        GOES_ON,
    );
    assert_same(
        "the fourth try started at",
        seen.started(4),
        ms(840),
        GOES_ON,
    );
    assert_same("the value", seen.result, Ok("value".into()), EACH);
    assert_same("it returned at", seen.returned, ms(880), EACH);

    for (attempts, returned) in cases([
        ("with one attempt that is cut", (1, ms(50))),
        ("with two attempts that are cut", (2, ms(200))),
    ]) {
        let seen = observe(policy(attempts, 100, 1000, 50), &[(600, Ok("too late"))]).await;
        assert_that(
            seen.result.is_err(),
            &format!("No try was in time, but it returned {:?}.", seen.result),
            CUT,
        );
        assert_same("it returned at", seen.returned, returned, NO_LAST_PAUSE);
        let error = seen.result.err().unwrap_or_default();
        assert_that(
            error.contains(&attempts.to_string()),
            &format!("The last try was cut, and the error says \"{error}\"."),
            NUMBER,
        );
    }

    for per_try in cases([
        ("with a `per_try` of two hours", ms(2 * HOUR)),
        ("with the greatest `per_try`", Duration::MAX),
    ]) {
        let policy = k::Policy {
            per_try,
            ..policy(3, 100, 1000, 0)
        };
        let seen = observe(policy, &[(HOUR, Err("no")), (HOUR, Ok("value"))]).await;
        assert_same(
            "the value of a try of an hour",
            seen.result,
            Ok("value".into()),
            CUT_SHORT,
        );
        assert_same(
            "it returned at",
            seen.returned,
            ms(2 * HOUR + 100),
            CUT_SHORT,
        );
    }
    let seen = observe(policy(2, 100, 1000, HOUR), &[(2 * HOUR, Ok("too late"))]).await;
    assert_same(
        "two tries that were cut after an hour, took",
        seen.returned,
        ms(2 * HOUR + 100),
        CUT_SHORT,
    );
}

/// The error contains the last try's error and the number of attempts.
/// Promises: 6
/// Points: 2
async fn the_error_keeps_the_last_cause() {
    for (attempts, last) in cases([
        ("with 7 attempts", (7, "the disk is full")),
        ("with one attempt", (1, "the disk is full")),
        ("with 11 attempts", (11, "the disk is full")),
        ("with the same error each time", (3, "no such host")),
    ]) {
        let first = "no such host";
        let mut tries = vec![(0, Err(first)); attempts as usize - 1];
        tries.push((0, Err(last)));
        let seen = observe(policy(attempts, 10, 20, 50), &tries).await;
        let tries = seen.numbers.len();
        assert_same("how many tries", tries, attempts as usize, TOO_FEW);
        let Err(error) = seen.result else {
            panic!(
                "All tries failed, but it returned {:?}.\n{CAUSE}",
                seen.result
            );
        };
        let why = if error.contains(first) { LAST } else { CAUSE };
        let observed = format!(
            "The last of {attempts} tries failed with \"{last}\"; the error says \"{error}\"."
        );
        assert_that(error.contains(last), &observed, why);
        assert_that(error.contains(&attempts.to_string()), &observed, NUMBER);
    }

    for sample in errors() {
        let op = async |number: u32| -> anyhow::Result<()> {
            match number {
                1 => Err(anyhow::Error::msg("the first")),
                _ => Err(sample.error()),
            }
        };
        let policy = policy(2, 10, 20, 50);
        let call = call("`retry`", k::retry(&policy, op)).within(ms(1_000), NEVER);
        let Err(error) = call.explain_if(why_it_panicked).await else {
            panic!("All tries failed, but it returned a value.\n{CAUSE}");
        };
        sample.assert_kept(&format!("{error:#}"));
    }
}
