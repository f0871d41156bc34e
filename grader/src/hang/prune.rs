//! Findings among each other: which of them say nothing beside the rest, and what they mean together.

use super::{
    Finding,
    code::StudentCode,
    quote::line_of,
    words::{
        COMPUTES, FOR_A_TIMER, GOES_ROUND, IN_A_BLOCK_ON, RANK_BUSY, RANK_TASK, RANK_WAITS,
        RANK_WAKES_ITSELF,
    },
};

/// A loop is also seen where a function begins or a block ends: that says nothing to somebody who is
/// shown a line of the loop itself.
pub(super) fn leave_out_edges(code: StudentCode<'_>, findings: &mut Vec<Finding>) {
    let at_an_edge = |found: &Finding| {
        let place = found.place.as_ref();
        place.is_some_and(|place| is_edge_of_block(line_of(code, place)))
    };
    let shows_more = |found: &Finding| found.rank == RANK_BUSY && !at_an_edge(found);
    if findings.iter().any(shows_more) {
        findings.retain(|found| found.rank != RANK_BUSY || !at_an_edge(found));
    }
}

/// Whether a line only begins a function, or has nothing but brackets and what stands behind them.
fn is_edge_of_block(line: &str) -> bool {
    let line = line.trim();
    let begins_a_function =
        line.ends_with(['{', '(']) && line.split_whitespace().any(|word| word == "fn");
    begins_a_function || line.chars().all(|sign| "{}()[];,".contains(sign))
}

/// A timer beside a busy loop is not what is waited for: on the paused clock it never gets its turn.
pub(super) fn leave_out_timers(findings: &mut Vec<Finding>) {
    let keeps_busy = [RANK_BUSY, RANK_WAKES_ITSELF];
    if findings
        .iter()
        .any(|found| keeps_busy.contains(&found.rank))
    {
        findings.retain(|found| !found.sentence.ends_with(FOR_A_TIMER));
    }
}

/// Where it is known what the future in a `block_on` waits for, that says it all.
pub(super) fn leave_out_block_on(findings: &mut Vec<Finding>) {
    let inside = |found: &Finding| found.rank == RANK_WAITS && found.sentence != IN_A_BLOCK_ON;
    if findings.iter().any(inside) {
        findings.retain(|found| found.sentence != IN_A_BLOCK_ON);
    }
}

/// A busy loop that awaits looks like any other from outside; its lines tell.
pub(super) fn tell_loops_that_await(code: StudentCode<'_>, findings: &mut [Finding]) {
    let awaits = |found: &Finding| {
        let place = found.place.as_ref().filter(|_| found.sentence == COMPUTES);
        let line = place.map_or("", |place| line_of(code, place));
        [".await", "select!", "join!"]
            .iter()
            .any(|word| line.contains(word))
    };
    if findings.iter().any(awaits) {
        let computing = findings.iter_mut().filter(|f| f.sentence == COMPUTES);
        computing.for_each(|found| found.sentence = GOES_ROUND.into());
    }
}

/// A task may rightly wait for its next order while somebody else has forgotten to answer: where the
/// student's own future is known to wait, what tasks do is only told beside it.
pub(super) fn tell_what_others_do(findings: &mut [Finding]) {
    if findings.iter().any(|found| found.rank == RANK_WAITS) {
        let tasks = findings.iter_mut().filter(|found| found.rank == RANK_TASK);
        tasks.for_each(|found| {
            for (alone, beside) in [("A task", "a task"), ("The task", "the task")] {
                if let Some(rest) = found.sentence.strip_prefix(alone) {
                    found.sentence = format!("Meanwhile {beside}{rest}");
                }
            }
        });
    }
}

/// At one place, as in a `select!`, several things may be waited for: the first finding there tells all.
pub(super) fn tell_all_reasons(findings: &mut [Finding]) {
    const WAITS: &str = " waits here for ";
    for second in 1..findings.len() {
        let (before, later) = findings.split_at_mut(second);
        let later = &later[0];
        let first = before
            .iter_mut()
            .find(|first| first.place == later.place && first.rank == later.rank);
        if let (Some(first), Some((who, reason))) = (first, later.sentence.split_once(WAITS))
            && first.sentence.starts_with(&format!("{who}{WAITS}"))
            && !first.sentence.contains(reason)
        {
            first.sentence.push_str(&format!(", and for {reason}"));
        }
    }
}
