//! What findings mean beside each other.

use super::{
    cause::{Cause, Rank},
    finding::{Finding, Role},
    student_code::StudentCode,
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

#[cfg(test)]
mod tests {
    use super::{super::cause::Party, *};
    use crate::{result::Place, submission::Files};

    fn related(source: &str, causes: Vec<Cause>) -> Vec<Finding> {
        let files = Files::from([("src/lib.rs".into(), source.into())]);
        let code = StudentCode {
            exercise: "exercises/a",
            files: &files,
        };
        let findings = (1..).zip(causes).map(|(line, cause)| {
            let file = "exercises/a/src/lib.rs".into();
            Finding::new(cause, Some(Place { file, line }))
        });
        let mut findings: Vec<Finding> = findings.collect();
        relate(code, &mut findings);
        findings
    }

    #[test]
    fn one_line_that_awaits_says_it_of_the_whole_loop() {
        let computes = || vec![Cause::BusyLoop { awaits: false }; 2];
        for (source, expected) in [
            ("loop {\n    next().await;\n}\n", true),
            ("loop {\n    next();\n}\n", false),
        ] {
            for found in related(source, computes()) {
                assert_eq!(found.cause, Cause::BusyLoop { awaits: expected });
            }
        }
    }

    #[test]
    fn tasks_are_shown_beside_a_future_of_the_students_that_waits() {
        let waits = |party| Cause::Waits {
            party,
            for_what: Vec::new(),
        };
        let task = || waits(Party::SpawnedTask);
        let both = related("a\nb\n", vec![waits(Party::YourCode), task()]);
        let roles: Vec<Role> = both.iter().map(|found| found.role).collect();
        assert_eq!(roles, [Role::Suspect, Role::Meanwhile]);
        let alone = related("a\n", vec![task()]);
        assert_eq!(alone[0].role, Role::Suspect);
    }
}
