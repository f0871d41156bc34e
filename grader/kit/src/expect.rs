//! Assertions that teach: what was observed first, then the misconception behind it.

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
    assert!(
        observed == promised,
        "{what}: observed {observed:?}, promised {promised:?}.\n{why}"
    );
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
    let mut future = pin!(future);
    if let Ok(output) = tokio::time::timeout(limit, future.as_mut()).await {
        return output;
    }
    hang::look_at(future).await;
    panic!("nothing was returned within {limit:?}.\n{why}")
}
