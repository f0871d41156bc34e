//! What findings mean beside each other.

use super::{
    cause::{Cause, Rank},
    code::StudentCode,
    finding::{Finding, Role},
};

/// Says in each finding what it is beside the others.
pub(super) fn relate(code: StudentCode<'_>, findings: &mut [Finding]) {
    mark_loops_that_await(code, findings);
    mark_idle_tasks(findings);
}

/// A busy loop that awaits looks like any other from outside; its lines tell.
fn mark_loops_that_await(code: StudentCode<'_>, findings: &mut [Finding]) {
    const AWAITS: [&str; 3] = [".await", "select!", "join!"];
    let computes = |found: &Finding| found.cause == Cause::BusyLoop { awaits: false };
    let awaits = |found: &Finding| {
        let line = found.place.as_ref().map_or("", |place| code.line(place));
        computes(found) && AWAITS.iter().any(|word| line.contains(word))
    };
    if findings.iter().any(awaits) {
        for found in findings.iter_mut().filter(|found| computes(found)) {
            found.cause = Cause::BusyLoop { awaits: true };
        }
    }
}

/// A task may rightly wait for its next order while something else has forgotten to answer. Where the
/// student's own future is known to wait, what tasks do is only shown beside it.
fn mark_idle_tasks(findings: &mut [Finding]) {
    let is = |found: &Finding, rank| found.cause.rank() == rank;
    if findings.iter().any(|found| is(found, Rank::Waits)) {
        let tasks = findings.iter_mut();
        for task in tasks.filter(|found| is(found, Rank::TaskWaits)) {
            task.role = Role::Meanwhile;
        }
    }
}
