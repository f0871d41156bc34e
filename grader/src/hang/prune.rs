//! Which findings say nothing beside the others.

use super::{
    cause::{Cause, Party, Rank},
    code::{StudentCode, is_edge_of_block},
    finding::Finding,
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
