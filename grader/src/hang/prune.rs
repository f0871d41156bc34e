//! Which findings say nothing beside the others.

use super::{
    cause::{Cause, Party, Rank},
    finding::Finding,
    student_code::{StudentCode, is_edge_of_block},
};

/// Leaves those findings out. None of these steps takes away what another one looks for.
pub(super) fn prune(code: StudentCode<'_>, findings: &mut Vec<Finding>) {
    prune_loops_that_wake_themselves(findings);
    prune_edges_of_loops(code, findings);
    prune_timers(findings);
    prune_block_on(findings);
}

/// A future that wakes itself keeps its thread busy: that is the same thing seen twice.
fn prune_loops_that_wake_themselves(findings: &mut Vec<Finding>) {
    if any(findings, |found| found.cause.rank() == Rank::WakesItself) {
        findings.retain(|found| !is_busy_loop(found));
    }
}

/// A loop is also seen where a function begins or a block ends: that says nothing to somebody who is
/// shown a line of the loop itself.
fn prune_edges_of_loops(code: StudentCode<'_>, findings: &mut Vec<Finding>) {
    let at_an_edge = |found: &Finding| {
        let place = found.place.as_ref();
        place.is_some_and(|place| is_edge_of_block(code.line(place)))
    };
    if any(findings, |found| is_busy_loop(found) && !at_an_edge(found)) {
        findings.retain(|found| !is_busy_loop(found) || !at_an_edge(found));
    }
}

/// A timer beside a busy loop is not what is waited for: on the paused clock it never gets its turn.
fn prune_timers(findings: &mut Vec<Finding>) {
    if any(findings, |found| found.cause.keeps_busy()) {
        findings.retain(|found| !found.cause.waits_for_timer());
    }
}

/// Where it is known what the future in a `block_on` waits for, that says it all.
fn prune_block_on(findings: &mut Vec<Finding>) {
    let inside = |found: &Finding| {
        let party = Party::YourCode;
        matches!(found.cause, Cause::Waits { party: waiting, .. } if waiting == party)
    };
    if any(findings, inside) {
        let outside = [Cause::InBlockOn, Cause::AwaitInBlockOn];
        findings.retain(|found| !outside.contains(&found.cause));
    }
}

fn is_busy_loop(found: &Finding) -> bool {
    matches!(found.cause, Cause::BusyLoop { .. })
}

fn any(findings: &[Finding], is: impl Fn(&Finding) -> bool) -> bool {
    findings.iter().any(is)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{hang::awaited::Awaited, result::Place, submission::Files};

    const LOOP: Cause = Cause::BusyLoop { awaits: false };

    fn waits(party: Party, awaited: Awaited) -> Cause {
        let for_what = vec![awaited];
        Cause::Waits { party, for_what }
    }

    /// Which of the causes are left, each of which is at this line of the source.
    fn left(source: &str, causes: Vec<(Cause, u32)>) -> Vec<(Cause, u32)> {
        let files = Files::from([("src/lib.rs".into(), source.into())]);
        let code = StudentCode {
            exercise: "exercises/a",
            files: &files,
        };
        let findings = causes.into_iter().map(|(cause, line)| {
            let file = "exercises/a/src/lib.rs".into();
            Finding::new(cause, Some(Place { file, line }))
        });
        let mut findings = findings.collect();
        prune(code, &mut findings);
        let line = |found: &Finding| found.place.as_ref().map_or(0, |place| place.line);
        findings
            .into_iter()
            .map(|found| (found.cause.clone(), line(&found)))
            .collect()
    }

    #[test]
    fn a_busy_loop_is_left_out_where_a_future_wakes_itself() {
        for wakes in [Cause::WakesItself, Cause::TaskWakesItself] {
            let both = vec![(LOOP, 1), (wakes.clone(), 2)];
            assert_eq!(left("a\nb\n", both), [(wakes, 2)]);
        }
        assert_eq!(left("a\n", vec![(LOOP, 1)]), [(LOOP, 1)]);
    }

    #[test]
    fn the_edges_of_a_loop_are_left_out_where_a_line_of_it_is_known() {
        let source = "pub fn go() {\n    loop {\n        count += 1;\n    }\n}\n";
        let everywhere = vec![(LOOP, 1), (LOOP, 2), (LOOP, 3), (LOOP, 4)];
        assert_eq!(left(source, everywhere), [(LOOP, 2), (LOOP, 3)]);
        let edges = vec![(LOOP, 1), (LOOP, 4)];
        assert_eq!(left(source, edges.clone()), edges);
    }

    #[test]
    fn a_timer_is_left_out_beside_what_keeps_a_core_busy() {
        let timer = || (waits(Party::SpawnedTask, Awaited::Timer), 2);
        let party = Party::YourCode;
        for busy in [LOOP, Cause::WakesItself, Cause::GivesWay { party }] {
            let both = vec![(busy.clone(), 1), timer()];
            assert_eq!(left("a\nb\n", both), [(busy, 1)]);
        }
        let lock = (waits(Party::YourCode, Awaited::Lock), 1);
        let both = vec![lock, timer()];
        assert_eq!(left("a\nb\n", both.clone()), both);
    }

    #[test]
    fn a_block_on_is_left_out_where_it_is_known_what_its_future_awaits() {
        let own = || (waits(Party::YourCode, Awaited::Answer), 1);
        let outside = || [(Cause::InBlockOn, 2), (Cause::AwaitInBlockOn, 3)];
        let known = [vec![own()], outside().to_vec()].concat();
        assert_eq!(left("a\nb\nc\n", known), [own()]);
        let task = (waits(Party::SpawnedTask, Awaited::Answer), 1);
        let unknown = [vec![task], outside().to_vec()].concat();
        assert_eq!(left("a\nb\nc\n", unknown.clone()), unknown);
    }
}
