//! Assertions that teach: what was observed first, then the misconception behind it.

mod caught;

pub use caught::{Panicked, caught, caught_call};

use crate::hang;
use std::{fmt::Debug, future::Future, pin::pin, time::Duration};

/// `observed` must equal `promised`. `what` names the thing, `why` the misconception in a sentence.
///
/// Use std types only: with a type of the student's crate its `PartialEq` would be the student's.
///
/// # Panics
///
/// If they differ: that is how a check fails.
#[track_caller]
pub fn same<T: PartialEq + Debug>(what: &str, observed: T, promised: T, why: &str) {
    if observed != promised {
        let (observed, promised) = shown(&observed, &promised);
        panic!("{what}: observed {observed}, promised {promised}.\n{why}");
    }
}

/// `holds` must be true. `observed` says what was seen if it is not, `why` names the misconception.
///
/// # Panics
///
/// If it is false: that is how a check fails.
#[track_caller]
pub fn that(holds: bool, observed: &str, why: &str) {
    assert!(holds, "{observed}\n{why}");
}

/// The output of `future`, which must come within `limit` on the clock of the surrounding runtime.
///
/// Put it around the student's future in a check on the paused clock: what would hang there fails
/// at once instead, with `why`, the misconception that a hang would be a sign of.
///
/// # Panics
///
/// If the future is still pending after `limit`.
pub async fn within<F: Future>(limit: Duration, why: &str, future: F) -> F::Output {
    match if_within(limit, future).await {
        Some(output) => output,
        None => panic!("Nothing was returned within {}.\n{why}", in_words(limit)),
    }
}

/// The output of `future`, if it comes within `limit`. If not, it is noted where it waits, and a check
/// that fails then says so: for one that has more to say about it than [`within`].
pub async fn if_within<F: Future>(limit: Duration, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    tokio::select! {
        // When the time is over, the next poll is the one that is looked at: it may be the one that
        // goes on where a wake-up was lost.
        biased;
        () = tokio::time::sleep(limit) => {}
        output = future.as_mut() => return Some(output),
    }
    hang::sample_future(future).await;
    None
}

/// Both values for a person: a `Some` around both of them says nothing, and times are written like
/// those of the picture.
fn shown(observed: &impl Debug, promised: &impl Debug) -> (String, String) {
    let (observed, promised) = (format!("{observed:?}"), format!("{promised:?}"));
    match (inside_some(&observed), inside_some(&promised)) {
        (Some(observed), Some(promised)) => (in_ms(observed), in_ms(promised)),
        _ => (in_ms(&observed), in_ms(&promised)),
    }
}

fn inside_some(debug: &str) -> Option<&str> {
    debug.strip_prefix("Some(")?.strip_suffix(')')
}

/// A `Duration` as `Debug` writes it, like the picture does; anything else as it is.
fn in_ms(debug: &str) -> String {
    let unit = debug.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number = debug[..debug.len() - unit.len()].parse::<f64>();
    match (number, unit) {
        (Ok(0.0), "ns") => "0 ms".into(),
        (Ok(seconds), "s") => format!("{} ms", (seconds * 1e6).round() / 1e3),
        (Ok(number), "ms" | "µs" | "ns") => format!("{number} {unit}"),
        _ => debug.into(),
    }
}

/// A time as a student reads it: `4 s` or `3500 ms`.
pub fn in_words(time: Duration) -> String {
    match (time.subsec_millis(), time.as_secs()) {
        (0, seconds @ 1..) => format!("{seconds} s"),
        _ => format!("{} ms", time.as_millis()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ms;

    fn both(observed: impl Debug, promised: impl Debug) -> String {
        let (observed, promised) = shown(&observed, &promised);
        format!("{observed}, {promised}")
    }

    #[test]
    fn times_are_written_like_those_of_the_picture() {
        assert_eq!(both(ms(20), ms(0)), "20 ms, 0 ms");
        assert_eq!(both(ms(20_000), ms(1500)), "20000 ms, 1500 ms");
        assert_eq!(both(Duration::from_micros(20_500), 7), "20.5 ms, 7");
        assert_eq!(both("20ms", "s"), "\"20ms\", \"s\"");
    }

    #[test]
    fn a_some_around_both_says_nothing_and_around_one_it_does() {
        assert_eq!(both(Some(ms(20)), Some((0, 1))), "20 ms, (0, 1)");
        assert_eq!(both(None::<u8>, Some("a")), "None, Some(\"a\")");
    }
}
