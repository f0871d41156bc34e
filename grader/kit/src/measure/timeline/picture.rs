//! The picture of a timeline: bars on one scale, and marks below them.

use super::model::{Record, Row, RowState};
use kata_protocol::{PictureMark, PictureRow, TimelinePicture};
use std::time::Duration;

/// Columns of the bars and, at most, of the names.
const WIDTH: usize = 28;
const NAME_WIDTH: usize = 16;
/// Rows and marks that are drawn: nobody reads more, and a signed outcome has its limit.
const MOST_ROWS: usize = 24;
const MOST_MARKS: usize = 8;

/// The rows in their order, else in that of their names, as people count, and the marks in the order of time.
/// Nothing where nothing ran: one mark alone says no more than a sentence.
pub(super) fn draw(record: &Record) -> TimelinePicture {
    let marks = different_marks(record);
    if record.rows.is_empty() && marks.len() < 2 {
        return TimelinePicture::default();
    }
    let scale = Scale::of(record);
    let mut rows: Vec<(&String, &Row)> = record.rows.iter().collect();
    let place = |name: &String| {
        let known = record.order.iter().position(|known| known == name);
        known.unwrap_or(usize::MAX)
    };
    rows.sort_by_key(|(name, _)| (place(name), natural_key(name)));
    let rows_left_out = rows.len().saturating_sub(MOST_ROWS);
    rows.truncate(MOST_ROWS);
    let rows = rows.into_iter().map(|(name, row)| PictureRow {
        name: clip(name),
        bar: scale.bar(row, &marks),
        times: format!("{}{}", row.range(), row.remark(record.returned)),
    });
    TimelinePicture {
        rows: rows.collect(),
        rows_left_out,
        marks: marks
            .iter()
            .map(|(at, word)| scale.mark(*at, word))
            .collect(),
    }
}

/// The marks in the order of time, those that say the same as one.
fn different_marks(record: &Record) -> Vec<&(Duration, String)> {
    let mut marks: Vec<&(Duration, String)> = Vec::new();
    for mark in &record.marks {
        if !marks.contains(&mark) {
            marks.push(mark);
        }
    }
    marks.truncate(MOST_MARKS);
    marks.sort_by_key(|(at, _)| *at);
    marks
}

impl Row {
    fn range(&self) -> String {
        match (millis(self.started), millis(self.seen)) {
            (start, end) if start == end => format!("{end} ms"),
            (start, end) => format!("{start}..{end} ms"),
        }
    }

    fn remark(&self, returned: Option<Duration>) -> &'static str {
        let late = returned.is_some_and(|at| self.seen > at);
        match (self.state, late) {
            (RowState::Dropped, false) => "  cancelled",
            (RowState::Dropped, true) => "  cancelled late",
            (RowState::Panicked, _) => "  panicked",
            (RowState::Finished, false) => "",
            (RowState::Running, false) => "  not ended",
            (RowState::Finished | RowState::Running, true) => "  after you returned",
        }
    }
}

/// From times to columns. What comes later than all rows, such as a limit that was not reached, does not
/// squeeze them: it stands at the edge.
struct Scale(Duration);

impl Scale {
    fn of(record: &Record) -> Self {
        let rows = record
            .rows
            .values()
            .map(|row| row.seen)
            .chain(record.returned);
        let marks = record.marks.iter().map(|(at, _)| *at);
        let end = if record.rows.is_empty() {
            marks.max()
        } else {
            rows.max()
        };
        Self(end.unwrap_or_default().max(Duration::from_nanos(1)))
    }

    fn column(&self, at: Duration) -> usize {
        let share = at.as_secs_f64() / self.0.as_secs_f64();
        (share.min(1.0) * (WIDTH - 1) as f64).round() as usize
    }

    fn bar(&self, row: &Row, marks: &[&(Duration, String)]) -> String {
        let mut bar = [' '; WIDTH];
        let (start, end) = (self.column(row.started), self.column(row.seen));
        bar[start..end].fill('=');
        for (at, _) in marks.iter().filter(|(at, _)| *at <= self.0) {
            bar[self.column(*at)] = ':';
        }
        bar[end] = match row.state {
            RowState::Running => '>',
            RowState::Finished => '#',
            RowState::Dropped => 'x',
            RowState::Panicked => '!',
        };
        bar.iter().collect()
    }

    fn mark(&self, at: Duration, word: &str) -> PictureMark {
        PictureMark {
            column: self.column(at),
            is_beyond: at > self.0,
            words: format!("{} ms {word}", millis(at)),
        }
    }
}

/// Both ends of a name that is too long: what tells names apart is often a number at the end.
fn clip(name: &str) -> String {
    let length = name.chars().count();
    if length <= NAME_WIDTH {
        return name.to_string();
    }
    let half = NAME_WIDTH / 2;
    let start = name.chars().take(NAME_WIDTH - half - 1);
    start
        .chain(['…'])
        .chain(name.chars().skip(length - half))
        .collect()
}

/// Sorts `task-2` before `task-10`.
fn natural_key(name: &str) -> (String, u64) {
    let word = name.trim_end_matches(|c: char| c.is_ascii_digit());
    (word.to_string(), name[word.len()..].parse().unwrap_or(0))
}

/// Milliseconds, with a fraction only where there is one that a reader could care about.
fn millis(time: Duration) -> String {
    let millis = time.as_secs_f64() * 1_000.0;
    let parts = match millis {
        ..10.0 => 100.0,
        ..1000.0 => 10.0,
        _ => 1.0,
    };
    format!("{}", (millis * parts).round() / parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ms;

    /// These rows (name, start and end in milliseconds), and marks.
    fn drawn(rows: &[(&str, u64, u64, RowState)], marks: &[(u64, &str)]) -> String {
        let mut record = Record::default();
        for (name, started, seen, state) in rows {
            let row = Row {
                started: ms(*started),
                seen: ms(*seen),
                state: *state,
                ticks: 0,
            };
            record.rows.insert((*name).into(), row);
        }
        let marks = marks.iter().map(|(at, word)| (ms(*at), word.to_string()));
        record.marks.extend(marks);
        draw(&record).to_string()
    }

    fn same(picture: &str, promised: &str) {
        assert!(
            picture == promised,
            "drawn:\n{picture}promised:\n{promised}"
        );
    }

    #[test]
    fn every_way_to_end_has_its_sign() {
        let picture = drawn(
            &[
                ("at-once", 0, 0, RowState::Finished),
                ("at-the-end", 100, 100, RowState::Dropped),
                ("broken", 0, 50, RowState::Panicked),
                ("going", 50, 90, RowState::Running),
            ],
            &[],
        );
        same(
            &picture,
            concat!(
                "   at-once |#                            0 ms\n",
                "at-the-end |                           x 100 ms  cancelled\n",
                "    broken |==============!              0..50 ms  panicked\n",
                "     going |              ==========>    50..90 ms  not ended\n",
            ),
        );
    }

    #[test]
    fn marks_stand_in_the_order_of_time_and_one_that_is_far_off_squeezes_nothing() {
        let picture = drawn(
            &[("a", 0, 100, RowState::Finished)],
            &[
                (2005, "limit"),
                (50, "shutdown"),
                (100, "a word that needs all of its room here"),
            ],
        );
        same(
            &picture,
            concat!(
                "a |==============:============# 0..100 ms\n",
                "                 ^ 50 ms shutdown\n",
                "                              ^ 100 ms a word that needs all of its room here\n",
                "                              > 2005 ms limit\n",
            ),
        );
    }

    #[test]
    fn long_names_and_times_stay_within_80_columns() {
        let hours = 3 * 60 * 60 * 1000;
        let picture = drawn(
            &[
                ("worker-with-number-10", 0, hours, RowState::Finished),
                ("wörker-with-nümber-11", 5, hours, RowState::Running),
            ],
            &[(hours, "your function returned"), (hours / 2, "half")],
        );
        assert!(
            picture.contains("worker-…umber-10 |") && picture.contains("wörker-…ümber-11 |"),
            "{picture}"
        );
        assert!(
            picture.contains("10800000 ms your function returned ^"),
            "{picture}"
        );
        assert!(
            picture.lines().all(|line| line.chars().count() <= 74),
            "{picture}"
        );
        let bars: Vec<_> = picture
            .lines()
            .filter_map(|line| line.split('|').nth(1))
            .collect();
        assert!(
            bars.iter().all(|bar| bar.chars().nth(WIDTH) == Some(' ')),
            "{picture}"
        );
    }

    #[test]
    fn a_picture_of_thousands_stays_short() {
        let names: Vec<String> = (0..3000).map(|n| format!("try-{n}")).collect();
        let rows: Vec<_> = names
            .iter()
            .map(|name| (name.as_str(), 0, 0, RowState::Finished))
            .collect();
        let picture = drawn(&rows, &[]);
        assert!(picture.contains("… and 2976 more"), "{picture}");
        assert!(picture.len() < 4000);
    }

    #[test]
    fn numbered_rows_are_sorted_as_people_count() {
        let rows = ["task-10", "task-2", "task-1"].map(|name| (name, 0, 0, RowState::Finished));
        let picture = drawn(&rows, &[]);
        let names = picture
            .lines()
            .filter_map(|line| line.split_whitespace().next());
        assert_eq!(names.collect::<Vec<_>>(), ["task-1", "task-2", "task-10"]);
    }
}
