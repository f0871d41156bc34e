//! Hidden checks of `supervise`.

use futures::future::BoxFuture;
use kata_kit::{
    Shown, Timeline, assert_same, assert_that, assert_within, call, cases, hang_hint, in_words, ms,
    paused, runtimes, sizes, texts,
};
use std::{
    future::Future,
    hint::black_box,
    panic::panic_any,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    thread,
    time::Duration,
};
use supervise as k;
use tokio::time::{sleep, timeout};

const HOUR: Duration = ms(3_600_000);
// Longer than any job here.
const LIMIT: Duration = ms(10 * 3_600_000);

const NEVER: &str =
    "A job that has panicked is over: its future must not be polled, nor waited for, any more.";
const BLOCKED: &str =
    "Something blocks the thread, and the job cannot go on: await the job, do not `block_on` it.";
const REACHED: &str = "A job's panic must end the job, not its supervisor. Awaiting the job's future runs it inside your own function; a task of its own, or `catch_unwind` around the future, stops the panic.";
const FROM_0: &str =
    "`make` gets the number of the restart: 0 at the first start, 1 at the first restart.";
const STOPS: &str = "After a panic the job is started again while restarts are left, and each time with a new future: ask `make` for it. One that has panicked must not be polled again.";
const TOO_SOON: &str = "A restart follows a panic: as long as a job runs, no other one is made.";
const GREATEST: &str = "`max_restarts` may be the greatest number there is: nothing can be added to it, and there is no room for so many of anything. Count up to it instead.";
const CUT_SHORT: &str =
    "A job runs for as long as it runs: only a panic is a reason to start another one.";
const AGAIN: &str = "A job that came to its own end is done, and so is its supervisor.";
const NOT_ENDED: &str =
    "The verdict comes when the job has ended. A spawned task runs on by itself: await its handle.";
const RESTARTS: &str = "Restarts are counted, not starts: the first start is no restart.";
const COUNTS: &str = "`max_restarts` counts restarts: with 3 of them a job is started four times, and the fourth panic is the last.";
const ZERO: &str =
    "With 0 restarts the job is still started once, and its first panic is the last.";
const GIVE_UP: &str = "When the last allowed start has panicked, the verdict is `GaveUp`.";
const LAST: &str = "The text to keep is that of the last panic.";
const OPAQUE: &str = "`{:?}` of a panic's payload prints `Any { .. }`: it could be of any type, so ask for a text with `downcast_ref`.";
const SENTENCE: &str = "A JoinError prints as a sentence about the panic. The text itself is in the payload: see `into_panic`.";
const EXACT: &str = "`last_panic` is the text alone, with nothing around it.";
const LITERAL: &str = "`panic!(\"text\")` leaves a `&str`, and only a formatted text is a `String`. Ask what is in the box (`&*payload`), not the box itself.";
const FORMATTED: &str =
    "A formatted text leaves a `String`, and only a literal one is a `&str`: ask for both.";
const CUT: &str = "`last_panic` is the whole text as it was, with all of its lines, colons and quotes. (A JoinError prints it escaped: take it from the payload.)";
const ELSEWHERE: &str = "The job ran on a thread of its own, and it needs the runtime, for its timers and to be waited for. A task stops a panic as well as a thread does: give the job to `tokio::spawn`.";
// A text with everything at which somebody may cut it.
const LINES: &str = "is full: 0 bytes left\nsee \"df\"";

#[derive(Debug, Clone, Copy, PartialEq)]
enum Job {
    // Comes to its own end after 20 ms.
    Ends,
    EndsAfterAnHour,
    // Panics when it is polled for the first time.
    PanicsAtOnce,
    // Panics after 20 ms.
    Panics,
    PanicsFormatted,
    // Panics with this text, as a literal leaves it, or a formatted text.
    PanicsWith(&'static str),
    PanicsWithFormatted(&'static str),
}

// The student's verdict, in a type whose comparison is our own.
#[derive(Debug, PartialEq)]
enum Verdict {
    Finished(u32),
    GaveUp(u32, String),
}

impl Shown for Verdict {}

struct Seen {
    timeline: Timeline,
    // What `make` was called with.
    numbers: Vec<u32>,
    verdict: Verdict,
}

fn name(start: usize) -> String {
    format!("start-{start}")
}

// Each start does what stands in the list, those after its end do as the last one.
async fn run(job: Job, start: usize) {
    match job {
        Job::PanicsAtOnce => {}
        Job::EndsAfterAnHour => sleep(HOUR).await,
        _ => sleep(ms(20)).await,
    }
    match (job, start) {
        (Job::Ends | Job::EndsAfterAnHour, _) => {}
        (Job::PanicsWith(text), _) => panic_any(text),
        (Job::PanicsWithFormatted(text), _) => panic_any(text.to_string()),
        (Job::PanicsFormatted, _) => panic!("disk {} {LINES}", black_box(start)),
        (_, 1) => panic!("no such host"),
        _ => panic!("the disk is full"),
    }
}

// `make` borrows, and changes what it captured.
async fn observe(max_restarts: u32, jobs: &[Job]) -> Seen {
    const MANY: usize = 130;
    let timeline = Timeline::start();
    if jobs.len().max(max_restarts as usize) > 20 {
        // A picture of so many would say nothing, and it would be drawn at every panic: an empty one takes its place.
        Timeline::start();
    }
    let mut numbers: Vec<u32> = Vec::new();
    let (here, elsewhere) = (thread::current().id(), Arc::new(AtomicBool::new(false)));
    let make = |number: u32| {
        numbers.push(number);
        let start = numbers.len();
        assert_that(
            start <= MANY,
            &format!("With {max_restarts} restarts, `make` was called more than {MANY} times."),
            COUNTS,
        );
        // A row ends at the job's end, or is cancelled by its panic.
        // Those before that one had ended when it was made.
        let before = (start.max(2) - 1..start).map(name);
        let over =
            |row: &String| timeline.finished_at(row).is_some() || timeline.was_cancelled(row);
        let running = before.filter(|row| !over(row)).count();
        assert_that(
            running == 0,
            &format!("`make` was called for start {start} while {running} jobs had not ended."),
            TOO_SOON,
        );
        let (timeline, job) = (timeline.clone(), jobs[start.min(jobs.len()) - 1]);
        let elsewhere = elsewhere.clone();
        async move {
            elsewhere.fetch_or(thread::current().id() != here, SeqCst);
            timeline.watch(&name(start), run(job, start)).await
        }
    };
    let _hint = hang_hint(BLOCKED);
    let supervised = returned(k::supervise(max_restarts, make), &elsewhere);
    let verdict = stopped_panics(supervised).await;
    timeline.returned();
    let verdict = match verdict {
        k::Verdict::Finished { restarts } => Verdict::Finished(restarts),
        k::Verdict::GaveUp {
            restarts,
            last_panic,
        } => Verdict::GaveUp(restarts, last_panic),
    };
    if let Verdict::GaveUp(_, text) = &verdict
        && text.contains("no reactor running")
    {
        panic!("The job panicked with \"{text}\".\n{ELSEWHERE}");
    }
    Seen {
        timeline,
        numbers,
        verdict,
    }
}

// What the student's future gives. If it never does, where its jobs ran says why.
async fn returned<T>(future: impl Future<Output = T>, elsewhere: &AtomicBool) -> T {
    let mut future = pin!(future);
    if let Ok(value) = timeout(LIMIT, &mut future).await {
        return value;
    }
    // A thread needs real time to begin.
    for _ in 0..100 {
        if !elsewhere.load(SeqCst) {
            thread::sleep(ms(10));
        }
    }
    assert_that(
        !elsewhere.load(SeqCst),
        &format!("Nothing was returned within {}.", in_words(LIMIT)),
        ELSEWHERE,
    );
    assert_within(LIMIT, NEVER, future).await
}

// The job's panic, where it reaches us, must be explained and not just passed on.
async fn stopped_panics<T>(future: impl Future<Output = T>) -> T {
    let why = |panic: &str| {
        let of_numbers = ["attempt to", "overflow", "capacity"];
        let is_of_numbers = of_numbers.iter().any(|words| panic.contains(words));
        Some(if is_of_numbers { GREATEST } else { REACHED })
    };
    call("`supervise` itself", future).explain_if(why).await
}

fn expect_gave_up(seen: &Seen, restarts: u32, why: &str) -> String {
    let starts = seen.numbers.len();
    let observed = format!("with {restarts} restarts, how many starts");
    assert_same(&observed, starts, restarts as usize + 1, why);
    let Verdict::GaveUp(given, text) = &seen.verdict else {
        panic!(
            "Every start panicked, but the verdict is {:?}.\n{GIVE_UP}",
            seen.verdict
        );
    };
    assert_same("`restarts` in `GaveUp`", *given, restarts, RESTARTS);
    text.clone()
}

fn expect_text(text: &str, promised: &str, why: &str) {
    let why = match text {
        _ if text.contains("Any {") => OPAQUE,
        _ if text.contains("panicked with") || text.contains("JoinError") => SENTENCE,
        _ if text.contains(promised) => EXACT,
        _ if !text.is_empty() && promised.contains(text) => CUT,
        _ if text.starts_with(promised.split(':').next().unwrap_or_default()) => CUT,
        "no such host" => LAST,
        _ => why,
    };
    assert_same("`last_panic`", text, promised, why);
}

/// `make` is called with 0, 1, 2, …, each time when the job before has panicked.
/// Promises: 1
/// Points: 2
async fn make_is_called_with_0_1_2() {
    use Job::{Ends, Panics};
    let seen = observe(9, &[Panics, Panics, Panics, Ends]).await;
    let promised = vec![0, 1, 2, 3];
    let goes_on = seen.numbers.len() > 4 && seen.numbers.starts_with(&promised);
    let stops = seen.numbers.len() < 4 && promised.starts_with(&seen.numbers);
    let why = match (goes_on, stops) {
        (true, _) => AGAIN,
        (_, true) => STOPS,
        _ => FROM_0,
    };
    assert_same("`make` was called with", seen.numbers, promised, why);
}

/// A job that comes to its own end gives `Finished` with the number of restarts.
/// Promises: 2
/// Points: 2
async fn a_normal_end_gives_finished() {
    use Job::{Ends, EndsAfterAnHour, Panics};
    for restarts in sizes("restart") {
        let mut jobs = vec![Panics; restarts];
        jobs.push(Ends);
        let (jobs, restarts) = (&jobs, restarts as u32);
        for allowed in cases([
            ("with no more allowed", restarts),
            ("with some more allowed", restarts + 5),
            ("with the greatest `max_restarts`", u32::MAX),
        ]) {
            let seen = observe(allowed, jobs).await;
            let starts = restarts as usize + 1;
            assert_that(
                seen.timeline.finished_at(&name(starts)).is_some() || seen.numbers.len() < starts,
                &format!("It returned {:?} before the job had ended.", seen.verdict),
                NOT_ENDED,
            );
            let why = if seen.numbers.len() > starts {
                AGAIN
            } else {
                COUNTS
            };
            assert_same("how many starts", seen.numbers.len(), starts, why);
            assert_same(
                "the verdict",
                seen.verdict,
                Verdict::Finished(restarts),
                RESTARTS,
            );
        }
    }

    for jobs in cases([(
        "with a job that runs for an hour",
        [Panics, EndsAfterAnHour],
    )]) {
        let seen = observe(1, &jobs).await;
        let finished = Verdict::Finished(1);
        assert_same("the verdict", seen.verdict, finished, CUT_SHORT);
        let ended = seen.timeline.finished_at(&name(2)).is_some();
        assert_same("whether it came to its end", ended, true, CUT_SHORT);
    }
}

/// After `max_restarts` restarts the next panic gives `GaveUp`.
/// Promises: 3
/// Points: 3
async fn it_gives_up_after_max_restarts() {
    for restarts in sizes("restart") {
        let restarts = restarts as u32;
        for job in cases([
            ("with equal panics", Job::PanicsWith("no such host")),
            ("with different panics", Job::PanicsFormatted),
        ]) {
            let seen = observe(restarts, &[job]).await;
            let text = expect_gave_up(&seen, restarts, COUNTS);
            if job == Job::PanicsFormatted {
                expect_text(&text, &format!("disk {} {LINES}", restarts + 1), LAST);
            }
        }
    }
}

/// The text of a literal panic is kept exactly, that of the last one.
/// Promises: 4
async fn the_last_literal_text_is_kept() {
    let seen = observe(2, &[Job::Panics]).await;
    let text = expect_gave_up(&seen, 2, COUNTS);
    expect_text(&text, "the disk is full", LITERAL);
    for promised in texts() {
        let seen = observe(
            2,
            &[Job::Panics, Job::PanicsAtOnce, Job::PanicsWith(promised)],
        )
        .await;
        let text = expect_gave_up(&seen, 2, COUNTS);
        expect_text(&text, promised, LITERAL);
    }
}

/// The text of a formatted panic is kept exactly, that of the last one.
/// Promises: 4
async fn the_last_formatted_text_is_kept() {
    let seen = observe(2, &[Job::Panics, Job::PanicsAtOnce, Job::PanicsFormatted]).await;
    let text = expect_gave_up(&seen, 2, COUNTS);
    expect_text(&text, &format!("disk 3 {LINES}"), FORMATTED);
    for promised in texts() {
        let seen = observe(1, &[Job::Panics, Job::PanicsWithFormatted(promised)]).await;
        let text = expect_gave_up(&seen, 1, COUNTS);
        expect_text(&text, promised, FORMATTED);
    }
}

/// A job's panic never reaches the caller, however early it comes.
/// Promises: 5
/// Points: 2
fn a_panic_never_reaches_the_caller() {
    use Job::{Ends, Panics, PanicsAtOnce};
    let seen = paused(observe(5, &[PanicsAtOnce, Panics, PanicsAtOnce, Ends]));
    assert_same("the verdict", seen.verdict, Verdict::Finished(3), RESTARTS);

    for runtime in runtimes() {
        // In a box: what a task is, is compiled for each type of future.
        let make = |number: u32| -> BoxFuture<'static, ()> {
            Box::pin(async move {
                if number == 1 {
                    sleep(ms(2)).await;
                }
                assert!(number == 2, "no such host");
            })
        };
        let _hint = hang_hint(BLOCKED);
        let verdict = runtime.block_on(stopped_panics(k::supervise(5, make)));
        let restarts = match verdict {
            k::Verdict::Finished { restarts } => restarts,
            k::Verdict::GaveUp { last_panic, .. } => {
                panic!("It gave up after \"{last_panic}\", with restarts left.\n{STOPS}")
            }
        };
        assert_same("`restarts` in `Finished`", restarts, 2, RESTARTS);
    }
}

/// With 0 restarts, the first panic is the last.
/// Promises: 6
async fn no_restarts_are_fine() {
    let seen = observe(0, &[Job::Panics]).await;
    expect_gave_up(&seen, 0, ZERO);
    let seen = observe(0, &[Job::Ends]).await;
    assert_same(
        "the verdict on a job that ends",
        seen.verdict,
        Verdict::Finished(0),
        ZERO,
    );
}
