//! Hidden checks of `batch_stream`.

use batch_stream as k;
use futures::{
    StreamExt as _,
    stream::{self, Stream},
};
use kata_kit::{Timeline, assert_same, assert_that, call, cases, hang_hint, ms, sizes_from};
use std::{pin::pin, rc::Rc, time::Duration};
use tokio::time::{Instant, sleep_until};

const NEVER: &str = "The stream never ended. When the source has ended and everything was given, `None` is the next and last answer.";
const HOUR: u64 = 3_600_000;

const BLOCKED: &str = "Nothing else could run, so no time could pass: `block_on` or another blocking call holds the thread, or a loop goes on without ever waiting.";
const EMPTY: &str =
    "An empty batch is nothing to give. Until the first item has come, there is no deadline.";
const TOO_MANY: &str = "A batch has at most `max` items.";
const LOST: &str = "Items got lost. What was collected inside a future is gone when a timeout or a `select!` drops that future. An item for which there is no room must be kept for the next batch, and what is left at the end belongs to the last one.";
const ORDER: &str = "Every item is in exactly one batch, in the order of the source.";
const FULL: &str = "A full batch is given when its last item comes, and not before it is full unless the time is over.";
const WAITED: &str = "When the time is over, what is there is given, full or not.";
const RESTARTED: &str = "The time counts from the first item of the batch: a `timeout` around each item starts anew with every item, so keep one deadline for all of them. (Take it from `tokio::time::Instant`: that of `std` does not see the clock of the checks.)";
const CUT_SHORT: &str = "However long `wait` is, it is waited for: there is no other limit.";
const PANICKED: &str = "Every `max` and every `wait` is allowed, also the greatest. A `Vec` with room for that many items cannot be made: let it grow. And a moment that far away does not exist: `Instant::checked_add` says so, and `sleep` and `timeout` take any duration.";
const SOONER: &str = "After the end nothing more can come: there is no reason to wait for anything. And before it, the stream does not end.";
const TOO_EARLY: &str = "The time counts from the first item of the batch, not from the batch before or from the moment at which you began to wait.";
const AT_THE_END: &str =
    "After the end nothing more can come: there is no reason to wait for the deadline.";

// The letter of an item; neither `Send` nor `Clone`.
struct Item(
    char,
    #[expect(dead_code, reason = "it keeps the item from being Send")] Rc<()>,
);

// A source whose items come at the given times (in ms); it ends at `end`. It borrows, and is not
// `Unpin`. It can be asked again after its end. It also wakes its task where nothing comes, half-way to each item,
// as anything else in the task might.
fn source<'a>(
    timeline: &'a Timeline,
    items: &'a [(u64, char)],
    end: u64,
) -> impl Stream<Item = Item> + use<'a> {
    let start = Instant::now();
    let left = items.iter();
    let items = stream::unfold(left, move |mut left| async move {
        let Some((at, letter)) = left.next() else {
            sleep_until(start + ms(end)).await;
            timeline.mark(timeline.now(), "the source ended");
            return None;
        };
        let now = timeline.now().as_millis() as u64;
        sleep_until(start + ms(now.midpoint(*at))).await;
        sleep_until(start + ms(*at)).await;
        timeline.mark(timeline.now(), &format!("{letter} came"));
        Some((Item(*letter, Rc::default()), left))
    });
    items.fuse()
}

// The batches with their times in ms, when the stream ended, and when it should have.
#[derive(Debug)]
struct Seen {
    batches: Vec<(u64, String)>,
    ended: u64,
    end: u64,
}

impl Seen {
    fn is(self, what: &str, promised: &[(u64, &str)], why: &str) {
        assert_same(what, self.batches, batches(promised), why);
        assert_same("your stream ended at (in ms)", self.ended, self.end, SOONER);
    }
}

// Different letters.
fn letters() -> impl Iterator<Item = char> {
    ('a'..='z').chain('A'..='Z').chain('А'..='я')
}

fn first_letters(n: usize) -> String {
    letters().take(n).collect()
}

// The first `n` letters as items. Number 1, 2, … comes at `time(1)`, `time(2)`, … (in ms).
fn items_at(n: usize, time: &dyn Fn(u64) -> u64) -> Vec<(u64, char)> {
    (1..=n as u64).map(time).zip(letters()).collect()
}

async fn observe(items: &[(u64, char)], end: u64, max: usize, wait: Duration) -> Seen {
    // More than there can be. With so few of them the list and the picture of a failure stay short.
    let many = items.len() + 3;
    let _hint = hang_hint(BLOCKED);
    let timeline = Timeline::start();
    let now = || timeline.now().as_millis() as u64;
    let stream = k::batches(source(&timeline, items, end), max, wait);
    let mut stream = pin!(stream);
    let mut batches = Vec::new();
    let all = async {
        while batches.len() < many {
            let next: Option<Vec<Item>> = stream.next().await;
            let Some(batch) = next else { break };
            let letters: String = batch.iter().map(|item| item.0).collect();
            timeline.mark(timeline.now(), &format!("you gave [{letters}]"));
            batches.push((now(), letters));
        }
    };
    call("Your stream", all)
        .within(ms(10 * HOUR), NEVER)
        .explain(PANICKED)
        .await;
    let given: String = batches
        .iter()
        .map(|(_, letters)| letters.as_str())
        .collect();
    let came: String = items.iter().map(|(_, letter)| letter).collect();
    let observed = |what: &str| format!("{what}: the batches were {batches:?}.");
    // Where we have stopped looking, what came after the last batch is not lost.
    let until = match batches.last() {
        Some((at, _)) if batches.len() == many => *at,
        _ => u64::MAX,
    };
    let lost = |(at, letter): &&(u64, char)| *at < until && !given.contains(*letter);
    let lost: String = items
        .iter()
        .filter(lost)
        .map(|(_, letter)| letter)
        .collect();
    assert_that(
        lost.is_empty(),
        &observed(&format!("Of {came}, these were never given: {lost}")),
        LOST,
    );
    assert_that(
        batches.iter().all(|(_, b)| !b.is_empty()),
        &observed("One was empty"),
        EMPTY,
    );
    assert_that(
        batches.iter().all(|(_, b)| b.chars().count() <= max),
        &observed("One was too large"),
        TOO_MANY,
    );
    assert_same("all items given", given, came, ORDER);
    Seen {
        ended: now(),
        batches,
        end,
    }
}

fn batches(promised: &[(u64, &str)]) -> Vec<(u64, String)> {
    promised
        .iter()
        .map(|(at, letters)| (*at, letters.to_string()))
        .collect()
}

/// A batch with `max` items is given at the moment it has them.
/// Promises: 1, 6
/// Points: 2
async fn a_full_batch_is_given_at_once() {
    let items = items_at(6, &|number| 10 * number);
    let seen = observe(&items, 75, 3, ms(100)).await;
    seen.is("with at most 3 items", &[(30, "abc"), (60, "def")], FULL);

    let seen = observe(&items[..3], 45, 1, ms(100)).await;
    let promised = [(10, "a"), (20, "b"), (30, "c")];
    seen.is("with at most 1 item", &promised, FULL);

    let seen = observe(&items_at(10, &|_| 0), 0, 4, ms(100)).await;
    let promised = [(0, "abcd"), (0, "efgh"), (0, "ij")];
    seen.is("with all items there at once", &promised, FULL);

    for n in sizes_from(1, "item") {
        let items = items_at(n, &|number| 10 * number);
        let all = first_letters(n);
        let full = 10 * n as u64;
        let seen = observe(&items, full + 45, n, ms(HOUR)).await;
        seen.is("with a `max` that all of them reach", &[(full, &all)], FULL);
    }
}

/// When `wait` has passed since the first item of a batch, what is there is given.
/// Promises: 2
/// Points: 2
async fn an_old_batch_is_given_as_it_is() {
    let items = [(10, 'a'), (20, 'b'), (300, 'c'), (450, 'd'), (460, 'e')];
    for max in cases([
        ("with a `max` of 10", 10),
        ("with the greatest `max`", usize::MAX),
    ]) {
        let seen = observe(&items, 700, max, ms(100)).await;
        let restarted = seen.batches.first().is_some_and(|(at, _)| *at == 120);
        let why = if restarted { RESTARTED } else { WAITED };
        let promised = [(110, "ab"), (400, "c"), (550, "de")];
        seen.is("the batches, with a wait of 100 ms", &promised, why);
    }
    let short = &[(10, 'a'), (13, 'b'), (31, 'c')];
    let long = &[(10, 'a'), (HOUR - 10, 'b'), (HOUR + 500, 'c')];
    for (wait, items, end, promised) in cases([
        (
            "with a wait of 7 ms",
            (ms(7), short, 50, &[(17, "ab"), (38, "c")][..]),
        ),
        (
            "with a wait of an hour",
            (
                ms(HOUR),
                long,
                2 * HOUR,
                &[(HOUR + 10, "ab"), (2 * HOUR, "c")],
            ),
        ),
        (
            "with the greatest wait",
            (Duration::MAX, long, 2 * HOUR, &[(2 * HOUR, "abc")]),
        ),
    ]) {
        let seen = observe(items, end, 10, wait).await;
        seen.is("the batches", promised, CUT_SHORT);
    }
}

/// The time counts from the first item of a batch.
/// Promises: 3
/// Points: 3
async fn the_time_counts_from_the_first_item() {
    // Something comes every 30 ms, so that a time that starts anew is never over.
    let trickle = items_at(10, &|number| 30 * number - 20);
    let seen = observe(&trickle, 300, 100, ms(100)).await;
    let promised = [(110, "abcd"), (230, "efgh"), (300, "ij")];
    let why = match seen.batches.first() {
        Some((at, _)) if *at < 110 => TOO_EARLY,
        _ if seen.batches.starts_with(&batches(&promised[..2])) => AT_THE_END,
        _ => RESTARTED,
    };
    seen.is("an item every 30 ms, and a wait of 100 ms", &promised, why);

    // The first item comes late, and a full batch lies before one that is not.
    let items = [(180, 'a'), (190, 'b'), (240, 'c'), (290, 'd'), (390, 'e')];
    let seen = observe(&items, 900, 2, ms(100)).await;
    let promised = [(190, "ab"), (290, "cd"), (490, "e")];
    seen.is("late items, and a wait of 100 ms", &promised, TOO_EARLY);
}

/// There is never an empty batch, however long nothing comes.
/// Promises: 4
async fn there_is_never_an_empty_batch() {
    for silence in cases([
        ("after half a second of silence", 500),
        ("after an hour of silence", HOUR),
    ]) {
        let items = [(silence + 10, 'a'), (silence + 20, 'b')];
        let seen = observe(&items, 2 * silence + 250, 2, ms(100)).await;
        seen.is("the batches", &[(silence + 20, "ab")], FULL);
    }
    let seen = observe(&[], 340, 2, ms(100)).await;
    seen.is("from a source without items", &[], EMPTY);
}

/// At the end of the source what is left is given at once, and then the stream ends.
/// Promises: 5
/// Points: 2
async fn nothing_is_lost_at_the_end() {
    for n in sizes_from(1, "item") {
        let all = first_letters(n);
        let seen = observe(&items_at(n, &|_| 210), 215, n + 2, ms(100)).await;
        seen.is("the last batch", &[(215, &all)], AT_THE_END);
    }
    let items = [(10, 'a'), (20, 'b'), (30, 'c')];
    let seen = observe(&items, 45, 2, ms(100)).await;
    let promised = [(20, "ab"), (45, "c")];
    seen.is("the batches, of at most 2 items", &promised, AT_THE_END);
}
