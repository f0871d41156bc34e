//! What running a program in every order of its threads has shown, and the picture of an order that fails.

use super::Place;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How many orders were run, and the one that fails.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrdersResult {
    /// How many were run, a failing one among them.
    pub tried: u64,
    /// Whether these are all that there are.
    pub is_complete: bool,
    /// Whether those were left out that differ in nothing from one that was run.
    pub leaves_out: bool,
    /// The order that fails, if one does and could be run once more.
    pub failing: Option<OrderPicture>,
}

/// An order that fails: a column for each thread, a row for each line of the student's that ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderPicture {
    /// The names of the threads.
    pub threads: Vec<String>,
    /// What ran, from the first to the last.
    pub rows: Vec<OrderRow>,
    /// Where those stand at the end who wait for ever, or were stopped.
    pub waiting: Vec<OrderRow>,
    /// Which threads the check has stopped for ever, to see whether others wait for them.
    pub stopped: Vec<usize>,
    /// Whether somebody was going round without an end.
    pub spins: bool,
}

/// A line that a thread ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRow {
    /// The thread's number.
    pub thread: usize,
    /// The file, as a path in the repository; empty for a line of the check.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// Its text.
    pub text: String,
    /// What the thread did there, as `lock`.
    pub action: String,
    /// Whether it has read a value that was not the newest, as memory orderings allow.
    pub sees_an_old_value: bool,
    /// What each thread is at after it.
    pub after: Vec<ThreadState>,
    /// Which locks are held after it.
    pub held: Vec<HeldLock>,
}

/// What a thread is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThreadState {
    /// It can go on.
    CanRun,
    /// It waits for what is not there.
    Waits,
    /// The check has stopped it.
    Stopped,
    /// It has ended.
    Ended,
}

/// A lock that a thread holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldLock {
    /// The thread's number.
    pub thread: usize,
    /// The line in which it has taken the lock, or 0 if that was in the check.
    pub line: u32,
}

impl OrdersResult {
    /// How many were run, in words.
    pub fn phrase(&self, passed: bool) -> String {
        let orders = match self.tried {
            1 => "1 order".to_string(),
            number => format!("{} orders", with_commas(number)),
        };
        match (passed, self.is_complete) {
            (false, _) if self.tried == 0 => "in no order, since they cannot be followed".into(),
            (false, _) => format!("in {orders}, the last of which fails"),
            (true, true) if self.leaves_out => format!("in all {orders} that differ"),
            (true, true) if self.tried == 1 => "in the only order".into(),
            (true, true) => format!("in all {orders}"),
            (true, false) => format!("in the first {orders} of more"),
        }
    }
}

/// `12,345`.
fn with_commas(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The columns of a picture in a place of any width.
const COLUMNS: usize = 74;
/// A column with fewer says nothing.
const NARROWEST: usize = 24;
/// Between two columns.
const GAP: usize = 2;

impl OrderPicture {
    /// The picture in at most so many `columns`.
    pub fn draw(&self, columns: usize) -> String {
        let count = self.threads.len().max(1);
        let width = (columns.min(COLUMNS) + GAP) / count;
        if width < NARROWEST {
            return self.list();
        }
        let mut text = String::new();
        let mut line = |cells: &[(usize, String)]| {
            let mut drawn = String::new();
            for (thread, cell) in cells {
                let from = thread * width;
                let now = drawn.chars().count();
                drawn.push_str(&" ".repeat(from.saturating_sub(now)));
                drawn.push_str(&cut(cell, width - GAP));
            }
            text.push_str(drawn.trim_end());
            text.push('\n');
        };
        let names: Vec<(usize, String)> = self.threads.iter().cloned().enumerate().collect();
        line(&names);
        let rules = (0..count).map(|thread| (thread, "-".repeat(width - GAP)));
        line(&rules.collect::<Vec<_>>());
        for row in &self.rows {
            line(&[(row.thread, row.words())]);
            if row.sees_an_old_value {
                line(&[(row.thread, OLD.into())]);
            }
        }
        let mut waiting: Vec<&OrderRow> = self.waiting.iter().collect();
        waiting.sort_by_key(|row| row.thread);
        let cells = waiting.iter().map(|row| (row.thread, row.words()));
        let stand: Vec<(usize, String)> = cells.collect();
        if !stand.is_empty() {
            line(&stand);
            let ends = stand
                .iter()
                .map(|(thread, _)| (*thread, self.end_of(*thread).into()));
            line(&ends.collect::<Vec<_>>());
        }
        if self.spins {
            let thread = self.rows.last().map_or(0, |row| row.thread);
            line(&[(thread, SPINS.to_string())]);
        }
        text
    }

    /// Where each thread was last, the likeliest place first.
    pub fn ends(&self) -> Vec<Place> {
        let last_first = self.waiting.iter().chain(self.rows.iter().rev());
        let mut threads = Vec::new();
        let mut places = Vec::new();
        for row in last_first.filter(|row| !row.file.is_empty()) {
            if !threads.contains(&row.thread) {
                threads.push(row.thread);
                places.push(Place {
                    file: row.file.clone(),
                    line: row.line,
                });
            }
        }
        places
    }

    /// What is said of a thread that stands where it is for ever.
    pub fn end_of(&self, thread: usize) -> &'static str {
        if self.stopped.contains(&thread) {
            STOPPED
        } else {
            WAITS
        }
    }

    /// A line for each row, for narrow places and many threads.
    fn list(&self) -> String {
        let row = |row: &OrderRow, end: &str| {
            let name = self.threads.get(row.thread).map_or("", String::as_str);
            format!("{name} {}{end}\n", row.words().trim_start())
        };
        let old = |line: &OrderRow| if line.sees_an_old_value { OLD } else { "" };
        let rows = self.rows.iter().map(|line| row(line, old(line)));
        let waiting = self
            .waiting
            .iter()
            .map(|line| row(line, self.end_of(line.thread)));
        let mut text: String = rows.chain(waiting).collect();
        if self.spins {
            text.push_str(&format!("{SPINS}\n"));
        }
        text
    }
}

const WAITS: &str = "    x waits for ever";
const STOPPED: &str = "    x was stopped here by the check";
const OLD: &str = "    < still sees an older value";
const SPINS: &str = "    x and so on, for ever";

impl fmt::Display for OrderPicture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.draw(COLUMNS))
    }
}

impl OrderRow {
    /// The line's number and text, with the file where that is not the usual one.
    fn words(&self) -> String {
        if self.file.is_empty() {
            return format!("  . {}", self.action);
        }
        match self.file.rsplit_once("/src/") {
            Some((_, "lib.rs")) | None => format!("{:>3} {}", self.line, self.text),
            Some((_, file)) => format!("{:>3} {file}: {}", self.line, self.text),
        }
    }
}

fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.into();
    }
    text.chars()
        .take(width.saturating_sub(1))
        .chain(['…'])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(thread: usize, line: u32, text: &str) -> OrderRow {
        OrderRow {
            thread,
            file: "exercises/07_a/01_b/src/lib.rs".into(),
            line,
            text: text.into(),
            action: "lock".into(),
            sees_an_old_value: false,
            after: Vec::new(),
            held: Vec::new(),
        }
    }

    fn picture() -> OrderPicture {
        OrderPicture {
            threads: vec!["main".into(), "thread 1".into()],
            rows: vec![
                row(
                    0,
                    56,
                    "if let Some(answer) = self.shared.lock().unwrap().answer {",
                ),
                row(1, 36, "let mut shared = self.shared.lock().unwrap();"),
                row(0, 59, "self.shared.lock();"),
            ],
            waiting: Vec::new(),
            stopped: Vec::new(),
            spins: false,
        }
    }

    #[test]
    fn each_thread_has_a_column_and_time_goes_down() {
        let drawn = "\
main                                  thread 1
------------------------------------  ------------------------------------
 56 if let Some(answer) = self.shar…
                                       36 let mut shared = self.shared.lo…
 59 self.shared.lock();
";
        assert_eq!(picture().to_string(), drawn);
    }

    #[test]
    fn who_waits_for_ever_stands_at_the_end_side_by_side() {
        let deadlock = OrderPicture {
            rows: Vec::new(),
            waiting: vec![row(1, 9, "b.lock();"), row(0, 7, "a.lock();")],
            ..picture()
        };
        let drawn = deadlock.to_string();
        let last: Vec<&str> = drawn.lines().skip(2).collect();
        assert_eq!(
            last,
            [
                "  7 a.lock();                           9 b.lock();",
                "    x waits for ever                      x waits for ever"
            ]
        );
    }

    #[test]
    fn an_old_value_and_a_thread_that_was_stopped_are_told_where_they_are() {
        let mut picture = picture();
        picture.rows[1].sees_an_old_value = true;
        picture.rows.truncate(2);
        picture.waiting = vec![row(0, 7, "a.lock();")];
        picture.stopped = vec![0];
        let drawn = picture.to_string();
        let last: Vec<&str> = drawn.lines().skip(4).collect();
        assert_eq!(
            last,
            [
                "                                          < still sees an older value",
                "  7 a.lock();",
                "    x was stopped here by the check"
            ]
        );
    }

    #[test]
    fn in_a_narrow_place_it_is_a_list() {
        let drawn = picture().draw(40);
        assert!(drawn.starts_with("main 56 if let"), "{drawn}");
        assert_eq!(drawn.lines().count(), 3);
    }

    #[test]
    fn all_orders_and_the_first_ones_are_never_told_alike() {
        let orders = |tried, is_complete| OrdersResult {
            tried,
            is_complete,
            leaves_out: false,
            failing: None,
        };
        assert_eq!(orders(90, true).phrase(true), "in all 90 orders");
        assert_eq!(orders(1, true).phrase(true), "in the only order");
        let different = OrdersResult {
            leaves_out: true,
            ..orders(90, true)
        };
        assert_eq!(different.phrase(true), "in all 90 orders that differ");
        let many = orders(1_025_000, false);
        assert_eq!(many.phrase(true), "in the first 1,025,000 orders of more");
        assert_eq!(
            orders(3, false).phrase(false),
            "in 3 orders, the last of which fails"
        );
    }
}
