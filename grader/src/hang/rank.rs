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

#[cfg(test)]
mod tests {
    use super::{
        super::{awaited::Awaited, cause::Party},
        *,
    };
    use crate::result::Place;

    fn at(line: u32, cause: Cause) -> Finding {
        let file = "exercises/a/src/lib.rs".into();
        Finding::new(cause, Some(Place { file, line }))
    }

    fn waits(for_what: &[Awaited]) -> Cause {
        Cause::Waits {
            party: Party::YourCode,
            for_what: for_what.to_vec(),
        }
    }

    #[test]
    fn what_is_awaited_at_one_place_is_one_finding_with_all_reasons() {
        use Awaited::{Answer, Message, MessageOfOpenChannel, Permit};
        for (seen, merged) in [
            (
                vec![vec![Answer], vec![Permit], vec![Answer]],
                vec![Answer, Permit],
            ),
            (
                vec![vec![Message], vec![MessageOfOpenChannel]],
                vec![Message, MessageOfOpenChannel],
            ),
            (
                vec![vec![MessageOfOpenChannel], vec![Message]],
                vec![MessageOfOpenChannel],
            ),
            (vec![vec![], vec![Answer]], vec![]),
        ] {
            let findings = seen.iter().map(|for_what| at(7, waits(for_what)));
            assert_eq!(rank(findings.collect()), [at(7, waits(&merged))]);
        }
    }

    #[test]
    fn the_likeliest_cause_of_a_place_stands_for_it() {
        let busy = Cause::BusyLoop { awaits: true };
        let findings = vec![
            at(1, Cause::NeverReady),
            at(2, waits(&[])),
            at(1, busy.clone()),
        ];
        assert_eq!(rank(findings), [at(1, busy), at(2, waits(&[]))]);
    }

    #[test]
    fn only_a_few_places_are_shown() {
        let findings = (1..=9).map(|line| at(line, waits(&[])));
        let shown = rank(findings.collect());
        let lines = (1..=3).map(|line| at(line, waits(&[])));
        assert_eq!(shown, lines.collect::<Vec<_>>());
    }
}
