//! Hidden checks of `batch_stream`.

use batch_stream as k;
use futures::{
    StreamExt as _,
    stream::{self, Stream},
};
use kata_kit::{Timeline, assert_same, assert_that, assert_within, hang_hint, ms};
use std::{pin::pin, rc::Rc};
use tokio::time::{Instant, sleep_until};

const NEVER: &str = "The stream never ended. When the source has ended and everything was given, `None` is the next and last answer.";
const BLOCKED: &str = "Nothing else could run, so no time could pass: `block_on` or another blocking call holds the thread, or a loop goes on without ever waiting.";
const EMPTY: &str =
    "An empty batch is nothing to give. Until the first item has come, there is no deadline.";
const TOO_MANY: &str = "A batch has at most `max` items.";
const LOST: &str = "Items got lost. What was collected inside a future is gone when a timeout or a `select!` drops that future, an item for which there is no room must be kept for the next batch, and what is left at the end belongs to the last one.";
const ORDER: &str = "Every item is in exactly one batch, in the order of the source.";
const FULL: &str = "A full batch is given when its last item comes, and not before it is full unless the time is over.";
const WAITED: &str = "When the time is over, what is there is given, full or not.";
const RESTARTED: &str = "The time counts from the first item of the batch: a `timeout` around each item starts anew with every item, so keep one deadline for all of them. (Take it from `tokio::time::Instant`: that of `std` does not see the clock of the checks.)";
const TOO_EARLY: &str = "The time counts from the first item of the batch, not from the batch before or from the moment at which you began to wait.";
const AT_THE_END: &str =
    "After the end nothing more can come: there is no reason to wait for the deadline.";

// The letter of an item; neither `Send` nor `Clone`.
struct Item(
    char,
    #[expect(dead_code, reason = "it keeps the item from being Send")] Rc<()>,
);

// A source whose items come at the given times (in ms); it ends at `end`. It borrows, and is not
// `Unpin`. It can be asked again after its end.
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
        sleep_until(start + ms(*at)).await;
        timeline.mark(timeline.now(), &format!("{letter} came"));
        Some((Item(*letter, Rc::default()), left))
    });
    items.fuse()
}

// The batches with their times in ms, and when the stream ended.
#[derive(Debug)]
struct Seen {
    batches: Vec<(u64, String)>,
    ended: u64,
}

async fn observe(items: &[(u64, char)], end: u64, max: usize, wait: u64) -> Seen {
    // More than there can be. With so few of them the list and the picture of a failure stay short.
    let many = items.len() + 3;
    let _hint = hang_hint(BLOCKED);
    let timeline = Timeline::start();
    let now = || timeline.now().as_millis() as u64;
    let stream = k::batches(source(&timeline, items, end), max, ms(wait));
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
    assert_within(ms(10_000), NEVER, all).await;
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
        batches.iter().all(|(_, b)| b.len() <= max),
        &observed("One was too large"),
        TOO_MANY,
    );
    assert_same("all items given", given, came, ORDER);
    Seen {
        ended: now(),
        batches,
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
    let items = [
        (10, 'a'),
        (20, 'b'),
        (30, 'c'),
        (40, 'd'),
        (50, 'e'),
        (60, 'f'),
    ];
    let seen = observe(&items, 75, 3, 100).await;
    let promised = batches(&[(30, "abc"), (60, "def")]);
    assert_same("with at most 3 items", seen.batches, promised, FULL);

    let seen = observe(&items[..3], 45, 1, 100).await;
    let promised = batches(&[(10, "a"), (20, "b"), (30, "c")]);
    assert_same("with at most 1 item", seen.batches, promised, FULL);

    let at_once = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].map(|letter| (0, letter));
    let seen = observe(&at_once, 0, 4, 100).await;
    let promised = batches(&[(0, "abcd"), (0, "efgh"), (0, "ij")]);
    assert_same("with all items there at once", seen.batches, promised, FULL);
}

/// When `wait` has passed since the first item of a batch, what is there is given.
/// Promises: 2, 6
/// Points: 2
async fn an_old_batch_is_given_as_it_is() {
    let items = [(10, 'a'), (20, 'b'), (300, 'c'), (450, 'd'), (460, 'e')];
    let seen = observe(&items, 700, 10, 100).await;
    let promised = batches(&[(110, "ab"), (400, "c"), (550, "de")]);
    let restarted = seen.batches.first().is_some_and(|(at, _)| *at == 120);
    let why = if restarted { RESTARTED } else { WAITED };
    assert_same(
        "the batches, with a wait of 100 ms",
        seen.batches,
        promised,
        why,
    );
}

/// The time counts from the first item of a batch.
/// Promises: 3
/// Points: 3
async fn the_time_counts_from_the_first_item() {
    // Something comes every 30 ms, so that a time that starts anew is never over.
    let trickle: Vec<(u64, char)> = (0..10).map(|n| 10 + 30 * n).zip('a'..='j').collect();
    let seen = observe(&trickle, 300, 100, 100).await;
    let promised = batches(&[(110, "abcd"), (230, "efgh"), (300, "ij")]);
    let why = match seen.batches.first() {
        Some((at, _)) if *at < 110 => TOO_EARLY,
        _ if seen.batches[..2.min(seen.batches.len())] == promised[..2] => AT_THE_END,
        _ => RESTARTED,
    };
    assert_same(
        "an item every 30 ms, and a wait of 100 ms",
        seen.batches,
        promised,
        why,
    );

    // The first item comes late, and a full batch lies before one that is not.
    let items = [(180, 'a'), (190, 'b'), (240, 'c'), (290, 'd'), (390, 'e')];
    let seen = observe(&items, 900, 2, 100).await;
    let promised = batches(&[(190, "ab"), (290, "cd"), (490, "e")]);
    assert_same(
        "late items, and a wait of 100 ms",
        seen.batches,
        promised,
        TOO_EARLY,
    );
}

/// There is never an empty batch, however long nothing comes.
/// Promises: 4
async fn there_is_never_an_empty_batch() {
    let seen = observe(&[(510, 'a'), (520, 'b')], 1250, 2, 100).await;
    assert_same(
        "after a long silence",
        seen.batches,
        batches(&[(520, "ab")]),
        FULL,
    );
    assert_same("the end, at", seen.ended, 1250, NEVER);
    let seen = observe(&[], 340, 2, 100).await;
    assert_same("from a source without items", seen.batches, vec![], EMPTY);
    assert_same("its end, at", seen.ended, 340, NEVER);
}

/// At the end of the source what is left is given at once, and then the stream ends.
/// Promises: 5
/// Points: 2
async fn nothing_is_lost_at_the_end() {
    for (items, end, left) in [
        (&[(10, 'a'), (20, 'b'), (30, 'c')][..], 45, (45, "abc")),
        (&[(210, 'a')][..], 215, (215, "a")),
    ] {
        let seen = observe(items, end, 5, 100).await;
        assert_same("the last batch", seen.batches, batches(&[left]), AT_THE_END);
        assert_same("the end, at", seen.ended, end, AT_THE_END);
    }
}
