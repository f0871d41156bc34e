//! What the student's source suggests, where samples do not show a line.

use super::{
    cause::{Cause, Certainty, Rank},
    finding::Finding,
    overview::Overview,
    student_code::{StudentCode, code_of},
};
use kata_protocol::SampleKind;

/// What may be the cause besides what the samples have shown.
pub(super) fn suspects(
    code: StudentCode<'_>,
    overview: &Overview,
    findings: &[Finding],
) -> Vec<Finding> {
    let mut suspects = Vec::new();
    let task_is_elsewhere =
        overview.has(SampleKind::TaskWaitsElsewhere) && !overview.has(SampleKind::ThreadBusy);
    let explained = findings
        .iter()
        .any(|found| found.cause.rank() <= Rank::Waits);
    if task_is_elsewhere || !explained {
        suspects = lost_wake_ups(code, overview);
    }
    suspects.extend(awaits_in_block_on(code, findings));
    suspects
}

/// A hand-written future that was pending although nothing would ever wake it. Where it returned cannot
/// be seen, so every `Pending` in the student's files is a candidate.
fn lost_wake_ups(code: StudentCode<'_>, overview: &Overview) -> Vec<Finding> {
    let Some(certainty) = certainty(overview) else {
        return Vec::new();
    };
    let suspects = code.lines_of_code().filter_map(|(place, line)| {
        let cause = if line.contains("noop") {
            Cause::NobodysWaker
        } else if is_never_ready(line) {
            Cause::NeverReady
        } else if is_pending(line) {
            Cause::LostWakeUp(certainty)
        } else {
            return None;
        };
        Some(Finding::new(cause, Some(place)))
    });
    let mut suspects: Vec<Finding> = suspects.collect();
    // The certain mistake comes before what may be right.
    suspects.sort_by_key(|found| found.cause != Cause::NobodysWaker);
    if suspects.is_empty() && certainty == Certainty::Certain {
        suspects.push(Finding::new(Cause::LostWakeUp(certainty), None));
    }
    suspects
}

/// How sure it is that a wake-up was lost; `None` if nothing says so.
fn certainty(overview: &Overview) -> Option<Certainty> {
    if overview.has(SampleKind::LostWakeUp) {
        Some(Certainty::Certain)
    } else if overview.has(SampleKind::TaskWaitsElsewhere) {
        Some(Certainty::IfTaskAwaitsIt)
    } else if overview.has(SampleKind::FutureWaits) {
        Some(Certainty::IfAwaited)
    } else {
        None
    }
}

/// The `.await`s of futures that are written where the student's own `block_on` waits for them.
fn awaits_in_block_on(code: StudentCode<'_>, findings: &[Finding]) -> Vec<Finding> {
    let waiting = findings
        .iter()
        .filter(|found| found.cause == Cause::InBlockOn);
    let places = waiting.filter_map(|found| found.place.as_ref());
    let lines = places.flat_map(|place| code.arguments_of_block_on(place));
    let awaits = lines.filter(|place| code_of(code.line(place)).contains(".await"));
    awaits
        .map(|place| Finding::new(Cause::AwaitInBlockOn, Some(place)))
        .collect()
}

/// Whether a line of Rust makes a future pending, as far as a look can tell.
fn is_pending(line: &str) -> bool {
    // Left of `=>` is a pattern, not a value.
    let result = line.rsplit("=>").next().unwrap_or_default();
    result.contains("Pending") && !line.contains("matches!")
}

/// Whether a line calls `std::future::pending`.
fn is_never_ready(line: &str) -> bool {
    line.contains("pending()") || line.contains("pending::<")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{result::Place, submission::Files};
    use kata_protocol::StackSample;

    fn suspected(source: &str, kinds: &[SampleKind], found: &[Finding]) -> Vec<(Cause, u32)> {
        let files = Files::from([("src/lib.rs".into(), source.into())]);
        let code = StudentCode {
            exercise: "exercises/a",
            files: &files,
        };
        let samples = kinds.iter().map(|kind| StackSample {
            kind: *kind,
            stack: Vec::new(),
        });
        let overview = Overview::of(&samples.collect::<Vec<_>>());
        let line = |found: &Finding| found.place.as_ref().map_or(0, |place| place.line);
        let suspects = suspects(code, &overview, found).into_iter();
        suspects
            .map(|found| (found.cause.clone(), line(&found)))
            .collect()
    }

    #[test]
    fn every_pending_may_be_a_lost_wake_up() {
        let source = "use std::task::Poll::Pending;\nPending => Pending, // Pending\nPending => {}\n\
                      matches!(poll, Pending)\nlet cx = Waker::noop();\npending().await\n";
        for (kind, certainty) in [
            (SampleKind::LostWakeUp, Certainty::Certain),
            (SampleKind::TaskWaitsElsewhere, Certainty::IfTaskAwaitsIt),
            (SampleKind::FutureWaits, Certainty::IfAwaited),
        ] {
            let expected = [
                (Cause::NobodysWaker, 5),
                (Cause::LostWakeUp(certainty), 2),
                (Cause::NeverReady, 6),
            ];
            assert_eq!(suspected(source, &[kind], &[]), expected);
        }
        assert_eq!(suspected(source, &[SampleKind::ThreadBlocked], &[]), []);
    }

    #[test]
    fn a_lost_wake_up_is_certain_even_if_no_line_has_a_pending() {
        let certain = (Cause::LostWakeUp(Certainty::Certain), 0);
        assert_eq!(suspected("", &[SampleKind::LostWakeUp], &[]), [certain]);
        assert_eq!(suspected("", &[SampleKind::FutureWaits], &[]), []);
    }

    #[test]
    fn nothing_is_suspected_where_the_cause_was_seen() {
        let seen = [Finding::new(Cause::BusyLoop { awaits: false }, None)];
        let source = "Poll::Pending\n";
        assert_eq!(suspected(source, &[SampleKind::LostWakeUp], &seen), []);
    }

    #[test]
    fn the_awaits_in_a_block_on_are_suspected() {
        let source = "block_on(async {\n    a().await;\n    b()\n});\nc().await\n";
        let file = "exercises/a/src/lib.rs".into();
        let found = Finding::new(Cause::InBlockOn, Some(Place { file, line: 1 }));
        let awaits = suspected(source, &[SampleKind::ThreadBlocked], &[found]);
        assert_eq!(awaits, [(Cause::AwaitInBlockOn, 2)]);
    }
}
