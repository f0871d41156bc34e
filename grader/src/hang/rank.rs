//! Which findings are shown, and in which order.

use super::{cause::Cause, finding::Finding};
use std::collections::BTreeSet;

/// The most places that are shown: more would hide the one that matters.
const MOST: usize = 3;

/// The likeliest findings, one for each place, the likeliest first.
pub(super) fn rank(mut findings: Vec<Finding>) -> Vec<Finding> {
    merge_reasons(&mut findings);
    findings.sort_by_key(|found| found.cause.rank());
    let mut shown = BTreeSet::new();
    findings.retain(|found| {
        let place = found.place.as_ref();
        shown.insert(place.map(|place| (place.file.clone(), place.line)))
    });
    findings.truncate(MOST);
    findings
}

/// At one place, as in a `select!`, several things may be awaited: the first finding there gets all reasons.
fn merge_reasons(findings: &mut [Finding]) {
    for second in 1..findings.len() {
        let (before, later) = findings.split_at_mut(second);
        let later = &later[0];
        let first = before
            .iter_mut()
            .find(|first| first.place == later.place && first.cause.rank() == later.cause.rank());
        if let Some(first) = first {
            add_reasons(&mut first.cause, &later.cause);
        }
    }
}

fn add_reasons(cause: &mut Cause, other: &Cause) {
    if let Cause::Waits { party, for_what } = cause
        && let Cause::Waits {
            party: same,
            for_what: more,
        } = other
        && party == same
        // Where it is unknown what is awaited first, a second reason alone would mislead.
        && !for_what.is_empty()
    {
        for reason in more {
            if !for_what.iter().any(|known| known.includes(*reason)) {
                for_what.push(*reason);
            }
        }
    }
}
