//! What is told of a moment of an order.

use super::page::ThreadLine;
use crate::result::{OrderPicture, OrderRow, ThreadState};

/// An order after so many of its rows.
pub struct Moment<'a> {
    pub picture: &'a OrderPicture,
    /// The index of the row that has just run.
    pub row: usize,
    /// What can come next, where that is not one of the rows.
    pub options: &'a [OrderRow],
}

impl Moment<'_> {
    fn current(&self) -> Option<&OrderRow> {
        self.picture.rows.get(self.row)
    }

    /// What each thread is at.
    pub fn threads(&self) -> Vec<ThreadLine> {
        let Some(current) = self.current() else {
            return Vec::new();
        };
        let states = current.after.iter().enumerate();
        states
            .map(|(thread, state)| self.thread(current, thread, *state))
            .collect()
    }

    fn thread(&self, current: &OrderRow, thread: usize, state: ThreadState) -> ThreadLine {
        let is_current = current.thread == thread;
        // Where it goes on, or stands.
        let behind = self.picture.rows.iter().skip(self.row + 1);
        let mut behind = behind.chain(self.options).chain(&self.picture.waiting);
        let next = behind.find(|row| row.thread == thread);
        let place = next.map_or_else(String::new, place_of);
        let mut words = match state {
            ThreadState::CanRun if place.is_empty() => "can go on".into(),
            ThreadState::CanRun => format!("goes on{place}"),
            ThreadState::Waits => {
                let action = next.map_or("", |row| &row.action);
                format!("waits{place} ({action})")
            }
            ThreadState::Stopped => format!("was stopped for ever{place}"),
            ThreadState::Ended => "has ended".into(),
        };
        for held in current.held.iter().filter(|held| held.thread == thread) {
            words.push_str(&match held.line {
                0 => ", holds a lock".into(),
                line => format!(", holds the lock of line {line}"),
            });
        }
        let same_file = next.filter(|row| row.file == current.file && row.line > 0);
        ThreadLine {
            mark: if is_current { '>' } else { mark(thread) },
            name: self
                .picture
                .threads
                .get(thread)
                .cloned()
                .unwrap_or_default(),
            state: words,
            line: same_file
                .filter(|_| !is_current)
                .map(|row| row.line as usize),
        }
    }
}

/// What marks a thread: its number.
pub fn mark(thread: usize) -> char {
    u32::try_from(thread)
        .ok()
        .and_then(|number| char::from_digit(number, 36))
        .unwrap_or('?')
}

fn place_of(row: &OrderRow) -> String {
    match row.line {
        0 => String::new(),
        line => format!(" in line {line}"),
    }
}

/// What a row does, with its line and what it says there.
pub fn step_words(row: &OrderRow) -> String {
    if row.file.is_empty() {
        return format!("{}, in the check", row.action);
    }
    let (_, file) = row.file.rsplit_once("/src/").unwrap_or(("", &row.file));
    let old = if row.sees_an_old_value {
        "  (still sees an older value)"
    } else {
        ""
    };
    format!("{file}:{}  {}{old}", row.line, row.text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::result::HeldLock;

    #[test]
    fn who_holds_and_who_waits_is_told_with_lines() {
        let row = |thread, line, after: &[ThreadState], held: &[(usize, u32)]| OrderRow {
            thread,
            file: "exercises/07_a/01_b/src/lib.rs".into(),
            line,
            text: "self.shared.lock()".into(),
            action: "lock".into(),
            sees_an_old_value: false,
            after: after.to_vec(),
            held: held
                .iter()
                .map(|(thread, line)| HeldLock {
                    thread: *thread,
                    line: *line,
                })
                .collect(),
        };
        use ThreadState::{CanRun, Waits};
        let picture = OrderPicture {
            threads: vec!["main".into(), "thread 1".into()],
            rows: vec![
                row(0, 36, &[CanRun, Waits], &[(0, 36)]),
                row(0, 40, &[CanRun, CanRun], &[]),
            ],
            waiting: vec![row(1, 39, &[], &[])],
            stopped: Vec::new(),
            spins: false,
        };
        let moment = Moment {
            picture: &picture,
            row: 0,
            options: &[],
        };
        let told: Vec<_> = moment
            .threads()
            .into_iter()
            .map(|thread| (thread.mark, thread.state, thread.line))
            .collect();
        assert_eq!(
            told,
            [
                (
                    '>',
                    "goes on in line 40, holds the lock of line 36".to_string(),
                    None
                ),
                ('1', "waits in line 39 (lock)".to_string(), Some(39)),
            ]
        );
    }
}
