//! An order of threads that fails, in the student's lines.

use super::{frame, student_code::StudentCode};
use crate::result::{HeldLock, OrderPicture, OrderRow, OrdersResult, Place, ThreadState};
use kata_protocol::{
    OrderEnd, OrderMoment, OrderStep, OrderThread, OrdersReport, RunOrder, SampleKind, StackSample,
    SymbolTable,
};
use std::mem;

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
        leaves_out: report.leaves_out,
        failing: picture.filter(|picture| !picture.rows.is_empty() || has_place(&picture.waiting)),
    }
}

/// An order as far as it was chosen, with the lines of the check, and what can come next.
pub fn of_chosen(
    code: StudentCode<'_>,
    order: &RunOrder,
    symbols: &SymbolTable,
) -> (OrderPicture, Vec<OrderRow>) {
    let rows = Rows::new(code, order, symbols);
    let options = order
        .options
        .iter()
        .map(|step| rows.of_step(step, &order.at_the_end));
    (
        rows.picture(rows.of_all_steps().collect()),
        options.collect(),
    )
}

fn has_place(rows: &[OrderRow]) -> bool {
    rows.iter().any(|row| !row.file.is_empty())
}

fn picture(code: StudentCode<'_>, failing: &RunOrder, symbols: &SymbolTable) -> OrderPicture {
    let rows = Rows::new(code, failing, symbols);
    // What was before the first thread was started is the same in every order.
    let is_spawn = |step: &OrderStep| step.action == SPAWN;
    let begin = failing.steps.iter().position(is_spawn).unwrap_or(0);
    let mut ran: Vec<OrderRow> = rows.of_all_steps().skip(begin).collect();
    ran.retain(|row| !row.file.is_empty());
    // What is after a line is what is after its last step.
    ran.dedup_by(|next, row| {
        let is_same = same_line(next, row);
        if is_same {
            row.sees_an_old_value |= next.sees_an_old_value;
            row.after = mem::take(&mut next.after);
            row.held = mem::take(&mut next.held);
        }
        is_same
    });
    let mut picture = rows.picture(ran);
    // The line in which somebody begins to wait is where they stand.
    let is_where_it_ends = |last: &OrderRow| picture.waiting.iter().any(|row| same_line(row, last));
    while picture.rows.last().is_some_and(is_where_it_ends) {
        picture.rows.pop();
    }
    if picture.spins {
        keep_one_round(&mut picture.rows, same_line);
    }
    let left_out = picture.rows.len().saturating_sub(MOST_ROWS);
    picture.rows.drain(..left_out);
    picture
}

fn same_line(a: &OrderRow, b: &OrderRow) -> bool {
    (a.thread, &a.file, a.line) == (b.thread, &b.file, b.line)
}

/// Makes rows of steps.
struct Rows<'a> {
    code: StudentCode<'a>,
    order: &'a RunOrder,
    symbols: &'a SymbolTable,
    /// The places of all steps.
    places: Vec<Option<Place>>,
}

impl<'a> Rows<'a> {
    fn new(code: StudentCode<'a>, order: &'a RunOrder, symbols: &'a SymbolTable) -> Self {
        let places = order.steps.iter().map(|step| place(code, step, symbols));
        Self {
            code,
            order,
            symbols,
            places: places.collect(),
        }
    }

    fn of_step(&self, step: &OrderStep, after: &OrderMoment) -> OrderRow {
        self.row(step, place(self.code, step, self.symbols), after)
    }

    fn of_all_steps(&self) -> impl Iterator<Item = OrderRow> {
        let steps = self.order.steps.iter().enumerate();
        steps.map(|(at, step)| {
            let next = self.order.steps.get(at + 1);
            let after = next.map_or(&self.order.at_the_end, |next| &next.before);
            self.row(step, self.places[at].clone(), after)
        })
    }

    fn row(&self, step: &OrderStep, place: Option<Place>, after: &OrderMoment) -> OrderRow {
        let text = place.as_ref().map_or("", |place| self.code.line(place));
        OrderRow {
            thread: step.thread,
            text: text.trim().into(),
            line: place.as_ref().map_or(0, |place| place.line),
            file: place.map_or_else(String::new, |place| place.file),
            action: step.action.clone(),
            sees_an_old_value: step.sees_an_old_value,
            after: after.threads.iter().map(|thread| state(*thread)).collect(),
            held: held(after, &self.places),
        }
    }

    /// The picture in which these have run.
    fn picture(&self, rows: Vec<OrderRow>) -> OrderPicture {
        let order = self.order;
        let is_stopped =
            |thread: usize| order.at_the_end.threads.get(thread) == Some(&OrderThread::IsStopped);
        let stand = order.waiting.iter().filter(|step| match order.end {
            OrderEnd::Deadlock | OrderEnd::WaitsForStopped | OrderEnd::IsOpen => true,
            OrderEnd::Panicked | OrderEnd::Spins | OrderEnd::Blocks | OrderEnd::Passed => {
                is_stopped(step.thread)
            }
        });
        let stand = stand.map(|step| self.of_step(step, &order.at_the_end));
        let waiting: Vec<OrderRow> = stand.collect();
        let stopped = waiting.iter().map(|row| row.thread);
        let named = (0..).zip(&order.threads);
        let name = |(number, name): (usize, &String)| match name.as_str() {
            "" => format!("thread {number}"),
            name => crate::util::text::plain(name),
        };
        OrderPicture {
            threads: named.map(name).collect(),
            rows,
            stopped: stopped.filter(|thread| is_stopped(*thread)).collect(),
            waiting,
            spins: order.end == OrderEnd::Spins,
        }
    }
}

/// Where the same lines come again and again at the end, they are told once.
fn keep_one_round(rows: &mut Vec<OrderRow>, same_line: impl Fn(&OrderRow, &OrderRow) -> bool) {
    let comes_again = |rows: &[OrderRow], length: usize| {
        let mut ends = rows.rchunks_exact(length);
        let (Some(last), Some(before)) = (ends.next(), ends.next()) else {
            return false;
        };
        last.iter().zip(before).all(|(a, b)| same_line(a, b))
    };
    let round = (1..=MOST_ROWS / 2).find(|length| comes_again(rows, *length));
    let Some(length) = round else { return };
    while comes_again(rows, length) {
        rows.truncate(rows.len() - length);
    }
}

fn state(thread: OrderThread) -> ThreadState {
    match thread {
        OrderThread::Runs | OrderThread::CanRun => ThreadState::CanRun,
        OrderThread::Waits => ThreadState::Waits,
        OrderThread::IsStopped => ThreadState::Stopped,
        OrderThread::HasEnded => ThreadState::Ended,
    }
}

fn held(moment: &OrderMoment, places: &[Option<Place>]) -> Vec<HeldLock> {
    let held = moment.held.iter().map(|(thread, step)| HeldLock {
        thread: *thread,
        line: places
            .get(*step)
            .and_then(Option::as_ref)
            .map_or(0, |place| place.line),
    });
    held.collect()
}

/// What the step is called in which a thread is started.
const SPAWN: &str = "spawn";
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::submission::Files;
    use kata_protocol::Symbol;

    const EXERCISE: &str = "exercises/07_a/01_b";

    fn step(thread: usize, address: &str) -> OrderStep {
        OrderStep {
            thread,
            action: "lock".into(),
            stack: vec![address.into()],
            ..OrderStep::default()
        }
    }

    fn symbols() -> SymbolTable {
        let at = |file: &str, line| Symbol {
            function: String::new(),
            file: file.into(),
            line,
        };
        let lib = format!("{EXERCISE}/src/lib.rs");
        SymbolTable(
            [
                ("program+1".to_string(), vec![at(&lib, 1)]),
                ("program+2".to_string(), vec![at(&lib, 2)]),
                ("program+9".to_string(), vec![at("hidden/orders.rs", 2)]),
            ]
            .into(),
        )
    }

    fn result(end: OrderEnd, steps: Vec<OrderStep>, waiting: Vec<OrderStep>) -> OrdersResult {
        let files = Files::from([("src/lib.rs".into(), "a.lock();\n    b.lock();\n".into())]);
        let code = StudentCode {
            exercise: EXERCISE,
            files: &files,
        };
        let report = OrdersReport {
            tried: 3,
            failing: Some(RunOrder {
                threads: vec!["main".into(), String::new()],
                steps,
                waiting,
                end,
                ..RunOrder::default()
            }),
            ..OrdersReport::default()
        };
        of_orders(code, &report, &symbols())
    }

    #[test]
    fn only_lines_of_the_student_are_drawn_each_once_in_a_row() {
        let steps = ["program+1", "program+1", "program+9", "program+2"];
        let steps = steps.map(|address| step(0, address)).into();
        let result = result(OrderEnd::Panicked, steps, vec![step(1, "program+2")]);
        let picture = result.failing.expect("there is a picture");
        let lines = picture.rows.iter().map(|row| (row.line, row.text.as_str()));
        assert_eq!(
            lines.collect::<Vec<_>>(),
            [(1, "a.lock();"), (2, "b.lock();")]
        );
        assert_eq!(picture.threads, ["main", "thread 1"]);
        assert_eq!(picture.waiting, []);
    }

    #[test]
    fn a_picture_begins_with_the_first_thread_that_is_started() {
        let spawn = OrderStep {
            action: SPAWN.into(),
            ..step(0, "program+9")
        };
        let steps = vec![step(0, "program+1"), spawn, step(1, "program+2")];
        let picture = result(OrderEnd::Panicked, steps, Vec::new()).failing;
        let rows = picture.expect("there is a picture").rows;
        assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn who_waits_in_a_deadlock_is_in_the_picture_and_at_the_first_places() {
        let steps = vec![step(0, "program+1")];
        let waiting = vec![step(0, "program+9"), step(1, "program+2")];
        let result = result(OrderEnd::Deadlock, steps, waiting);
        let picture = result.failing.expect("there is a picture");
        let lines: Vec<u32> = picture.ends().iter().map(|place| place.line).collect();
        assert_eq!((picture.waiting.len(), lines), (2, vec![2, 1]));
    }

    #[test]
    fn of_lines_that_come_again_and_again_one_round_is_told() {
        let rounds = ["program+2", "program+1"].into_iter().cycle().take(41);
        let steps = rounds.map(|address| step(0, address)).collect();
        let picture = result(OrderEnd::Spins, steps, Vec::new()).failing;
        let rows = picture.expect("there is a picture").rows;
        let lines: Vec<u32> = rows.iter().map(|row| row.line).collect();
        assert_eq!(lines, [2, 1, 2]);
    }

    #[test]
    fn without_any_line_of_the_student_there_is_no_picture() {
        let result = result(OrderEnd::Panicked, vec![step(0, "program+9")], Vec::new());
        assert_eq!((result.tried, result.failing), (3, None));
    }
}
