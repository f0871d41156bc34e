//! An order of threads that fails, in the student's lines.

use super::{frame, student_code::StudentCode};
use crate::result::{OrderPicture, OrderRow, OrdersResult, Place};
use kata_protocol::{
    FailingOrder, OrderEnd, OrderStep, OrdersReport, SampleKind, StackSample, SymbolTable,
};

/// What a search has found. `symbols` say what the addresses in it stand for; without them there is no picture.
pub fn of_orders(
    code: StudentCode<'_>,
    report: &OrdersReport,
    symbols: &SymbolTable,
) -> OrdersResult {
    let failing = report.failing.as_ref();
    let picture = failing.map(|failing| picture(code, failing, symbols));
    OrdersResult {
        tried: report.tried,
        is_complete: report.is_complete,
        failing: picture.filter(|picture| !picture.rows.is_empty() || has_place(&picture.waiting)),
    }
}

fn has_place(rows: &[OrderRow]) -> bool {
    rows.iter().any(|row| !row.file.is_empty())
}

fn picture(code: StudentCode<'_>, failing: &FailingOrder, symbols: &SymbolTable) -> OrderPicture {
    let row = |step: &OrderStep| {
        let place = place(code, step, symbols);
        OrderRow {
            thread: step.thread,
            text: place
                .as_ref()
                .map_or("", |place| code.line(place))
                .trim()
                .into(),
            line: place.as_ref().map_or(0, |place| place.line),
            file: place.map_or_else(String::new, |place| place.file),
            action: step.action.clone(),
        }
    };
    let mut rows: Vec<OrderRow> = failing.steps.iter().map(row).collect();
    rows.retain(|row| !row.file.is_empty());
    let same_line =
        |a: &OrderRow, b: &OrderRow| (a.thread, &a.file, a.line) == (b.thread, &b.file, b.line);
    rows.dedup_by(|a, b| same_line(a, b));
    let left_out = rows.len().saturating_sub(MOST_ROWS);
    rows.drain(..left_out);
    let named = (0..).zip(&failing.threads);
    let name = |(number, name): (usize, &String)| match name.as_str() {
        "" => format!("thread {number}"),
        name => crate::util::text::plain(name),
    };
    OrderPicture {
        threads: named.map(name).collect(),
        rows,
        waiting: match failing.end {
            OrderEnd::Deadlock => failing.waiting.iter().map(row).collect(),
            OrderEnd::Panicked | OrderEnd::Spins => Vec::new(),
        },
        spins: failing.end == OrderEnd::Spins,
    }
}

/// More say nothing at one look.
const MOST_ROWS: usize = 40;

/// The student's line that led to a step.
fn place(code: StudentCode<'_>, step: &OrderStep, symbols: &SymbolTable) -> Option<Place> {
    let sample = StackSample {
        kind: SampleKind::FutureWaits,
        stack: step.stack.clone(),
    };
    let frames = frame::symbolize(&sample, symbols);
    frames.iter().find_map(|frame| frame.place(code))
}
