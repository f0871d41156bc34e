//! Assertions about values and futures.

use super::shown::{Shown, in_words, where_they_differ};
use crate::{hang, output::Output};
use futures::future::LocalBoxFuture;
use std::{
    future::{Future, poll_fn},
    time::Duration,
};
use tokio::time::Instant;

/// `observed` must equal `promised`. `what` names the thing, `why` the misconception in a sentence.
///
/// Use std types only: with a type of the student's crate its `PartialEq` would be the student's.
///
/// ```should_panic
/// // the number of workers: observed 2, promised 3.
/// // Count every worker that was spawned.
/// kata_kit::assert_same("the number of workers", 2, 3, "Count every worker that was spawned.");
/// ```
///
/// # Panics
///
/// If they differ: that is how a check fails.
#[track_caller]
pub fn assert_same<T: PartialEq + Shown>(what: &str, observed: T, promised: T, why: &str) {
    if observed != promised {
        fail_over(what, observed.shown_beside(&promised), why);
    }
}

/// Not generic, so that it is compiled once and not in every check.
#[track_caller]
fn fail_over(what: &str, observed_and_promised: (String, String), why: &str) -> ! {
    let (observed, promised) = where_they_differ(observed_and_promised);
    panic!("{what}: observed {observed}, promised {promised}.\n{why}");
}

/// `promise_holds` must be true. `observed_otherwise` is what the student reads first if it is false: what was
/// seen then. `why` names the misconception.
///
/// ```should_panic
/// use kata_kit::assert_that;
///
/// let text = "no newline";
/// assert_that(
///     text.ends_with('\n'),
///     &format!("The last line, {text:?}, has no newline."),
///     "A newline ends every line, also the last.",
/// );
/// ```
///
/// # Panics
///
/// If it is false: that is how a check fails.
#[track_caller]
pub fn assert_that(promise_holds: bool, observed_otherwise: &str, why: &str) {
    assert!(promise_holds, "{observed_otherwise}\n{why}");
}

/// The output of `future`, which must come within `limit` on the clock of the surrounding runtime.
///
/// Put it around the student's future in a check on the paused clock: what would hang there fails
/// at once instead, with `why`, the misconception that a hang would be a sign of. Where the student's code may
/// also panic, [`call`](crate::call) does both.
///
/// # Panics
///
/// If the future is still pending after `limit`.
pub fn assert_within<'a, T: 'a>(
    limit: Duration,
    why: &'a str,
    future: impl Future<Output = T> + 'a,
) -> LocalBoxFuture<'a, T> {
    let (future, output) = Output::of(Box::pin(future));
    output.after(ends_in_time(limit, why, future))
}

/// Ends when `future` ends, which must be within `limit`.
pub(super) fn ends_in_time<'a>(
    limit: Duration,
    why: &'a str,
    future: LocalBoxFuture<'a, ()>,
) -> LocalBoxFuture<'a, ()> {
    Box::pin(async move {
        if !ends_within(limit, future).await {
            fail_over_time(limit, why);
        }
    })
}

fn fail_over_time(limit: Duration, why: &str) -> ! {
    panic!("Nothing was returned within {}.\n{why}", in_words(limit));
}

/// The output of `future`, if it comes within `limit`. If not, it is sampled where it waits, and a check
/// that fails then says so: for one that has more to say about it than [`assert_within`].
pub fn try_within<'a, T: 'a>(
    limit: Duration,
    future: impl Future<Output = T> + 'a,
) -> LocalBoxFuture<'a, Option<T>> {
    let (future, output) = Output::of(Box::pin(future));
    // One that ends while it is sampled ends too late.
    output.after_if(ends_within(limit, future))
}

/// Whether `future` ends within `limit`.
fn ends_within(limit: Duration, mut future: LocalBoxFuture<'_, ()>) -> LocalBoxFuture<'_, bool> {
    Box::pin(async move {
        tokio::select! {
            // When the time is over, the next poll is the one that is sampled: it may be the one that
            // goes on where a wake-up was lost.
            biased;
            () = tokio::time::sleep(limit) => {}
            () = future.as_mut() => return true,
        }
        hang::sample_future(future.as_mut()).await;
        false
    })
}

/// The output of `future`, which must not be polled more than `most` times.
///
/// Put it around the student's future in a check on the paused clock: a loop that never waits fails at once
/// instead of going round for seconds, with `why`, the misconception that it is a sign of.
///
/// ```should_panic
/// use kata_kit::{assert_polled_at_most, paused, tokio::task::yield_now};
///
/// let spinning = async {
///     loop {
///         yield_now().await
///     }
/// };
/// paused(assert_polled_at_most(100, "Await what you wait for.", spinning));
/// ```
///
/// # Panics
///
/// If the future is polled more often.
pub fn assert_polled_at_most<'a, T: 'a>(
    most: usize,
    why: &'a str,
    future: impl Future<Output = T> + 'a,
) -> LocalBoxFuture<'a, T> {
    let (future, output) = Output::of(Box::pin(future));
    output.after(ends_in_polls(most, why, future))
}

fn ends_in_polls<'a>(
    most: usize,
    why: &'a str,
    mut future: LocalBoxFuture<'a, ()>,
) -> LocalBoxFuture<'a, ()> {
    let mut start = None;
    let mut polls = 0;
    Box::pin(poll_fn(move |cx| {
        let start = start.get_or_insert_with(Instant::now);
        polls += 1;
        if polls > most {
            hang::note_spinning(&mut |cx| future.as_mut().poll(cx), cx);
            fail_over_polls(most, start.elapsed(), why);
        }
        future.as_mut().poll(cx)
    }))
}

fn fail_over_polls(most: usize, took: Duration, why: &str) -> ! {
    let now = in_words(took);
    panic!(
        "It was polled {most} times, and its clock had only come to {now}: it does not wait, it spins.\n{why}"
    );
}
