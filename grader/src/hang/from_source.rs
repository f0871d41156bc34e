//! What the student's source suggests, where samples do not show a line.

use super::{
    cause::{Cause, Certainty, Rank},
    code::{StudentCode, code_of},
    finding::Finding,
    overview::Overview,
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
