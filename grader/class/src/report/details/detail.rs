//! What is shown of one answer, as the page's script reads it.

use crate::report::{
    class::BrokenChecks,
    difference::{self, FileDifference, LARGEST},
    text::cut,
};
use grader::{
    result::{
        Block, CheckResult, CheckStatus, KataResult, KataStatus, MutationMatrix, OrderPicture,
        OrderRow, Place, ThreadState,
    },
    submission::Files,
};
use kata_protocol::TimelinePicture;
use serde::Serialize;
use std::collections::BTreeMap;

/// The details of an answer.
#[derive(Serialize)]
pub struct Detail<'a> {
    blocks: Vec<(&'static str, String)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mutants: Option<&'a MutationMatrix>,
    checks: Vec<CheckDetail<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    files: Vec<FileDifference>,
    /// The answer itself, where there is no reference to compare it with.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    answer: BTreeMap<&'a str, String>,
}

#[derive(Serialize)]
struct CheckDetail<'a> {
    name: &'a str,
    promise: &'a str,
    status: CheckStatus,
    observed: String,
    details: String,
    explanation: String,
    follows: &'a [String],
    at: &'a [Place],
    output: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    timeline: Option<&'a TimelinePicture>,
    #[serde(skip_serializing_if = "Option::is_none")]
    orders: Option<OrdersDetail<'a>>,
}

#[derive(Serialize)]
struct OrdersDetail<'a> {
    phrase: String,
    threads: &'a [String],
    rows: Vec<RowDetail<'a>>,
    waiting: Vec<RowDetail<'a>>,
    stopped: &'a [usize],
    spins: bool,
}

/// The thread, the line, its text, the action, whether it sees an old value, what each thread is at after it as a letter,
/// and who holds a lock.
#[derive(Serialize)]
struct RowDetail<'a>(usize, u32, &'a str, &'a str, bool, String, Vec<usize>);

/// The most characters of a text in the details.
const LONGEST: usize = 4_000;
/// The most rows of an order.
const MOST_ROWS: usize = 120;

/// The details of this unit.
pub fn detail<'a>(
    unit: &'a KataResult,
    answer: Option<&'a Files>,
    reference: Option<&Files>,
) -> Detail<'a> {
    let broken = BrokenChecks::of(unit);
    let checks = broken.leading.iter().chain(&broken.following);
    let whole = answer.filter(|_| reference.is_none()).into_iter().flatten();
    let whole = whole.map(|(name, text)| (name.as_str(), cut(text, LARGEST)));
    let files = match (answer, reference) {
        (Some(answer), Some(reference)) => difference::of(answer, reference),
        _ => Vec::new(),
    };
    let blocks = if unit.status == KataStatus::Failed {
        &unit.warnings
    } else {
        &unit.blocks
    };
    Detail {
        blocks: blocks.iter().map(block).collect(),
        mutants: unit.mutants.as_ref(),
        checks: checks.map(|check| check_detail(check)).collect(),
        files,
        answer: whole.collect(),
    }
}

fn block(block: &Block) -> (&'static str, String) {
    let (kind, text) = match block {
        Block::Prose(text) => ("prose", text),
        Block::Rustc(text) => ("rustc", text),
        Block::InShort(text) => ("in_short", text),
        Block::Code(text) => ("code", text),
    };
    (kind, cut(text, LONGEST))
}

fn check_detail(check: &CheckResult) -> CheckDetail<'_> {
    let failing = check
        .orders
        .as_ref()
        .and_then(|orders| Some((orders, orders.failing.as_ref()?)));
    CheckDetail {
        name: &check.name,
        promise: &check.promise,
        status: check.status,
        observed: cut(&check.observed_in_its_case(), LONGEST),
        details: cut(&check.details, LONGEST),
        explanation: cut(&check.explanation, LONGEST),
        follows: &check.follows,
        at: &check.stuck_at,
        output: cut(&check.output, LONGEST),
        timeline: check.picture.as_ref().filter(|picture| !picture.is_empty()),
        orders: failing.map(|(orders, picture)| orders_detail(orders.phrase(false), picture)),
    }
}

fn orders_detail(phrase: String, picture: &OrderPicture) -> OrdersDetail<'_> {
    // What went wrong is at the end.
    let first = picture.rows.len().saturating_sub(MOST_ROWS);
    OrdersDetail {
        phrase,
        threads: &picture.threads,
        rows: picture.rows[first..].iter().map(row).collect(),
        waiting: picture.waiting.iter().map(row).collect(),
        stopped: &picture.stopped,
        spins: picture.spins,
    }
}

fn row(row: &OrderRow) -> RowDetail<'_> {
    let letter = |state: &ThreadState| match state {
        ThreadState::CanRun => 'r',
        ThreadState::Waits => 'w',
        ThreadState::Stopped => 's',
        ThreadState::Ended => 'e',
    };
    let states = row.after.iter().map(letter).collect();
    let held = row.held.iter().map(|held| held.thread).collect();
    let line = if row.file.is_empty() { 0 } else { row.line };
    RowDetail(
        row.thread,
        line,
        &row.text,
        &row.action,
        row.sees_an_old_value,
        states,
        held,
    )
}
