//! Probes that record what ran when, and the picture a student sees of it.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// Columns of the picture's bars and, at most, of its names: with times, a remark and the report's
/// indentation a line stays within 80.
const WIDTH: usize = 28;
const NAME_WIDTH: usize = 12;
/// Rows and marks that are drawn: nobody reads more, and the record of a check has its limit.
const MOST_ROWS: usize = 24;

/// The timeline that a failure of this process is explained with: the last one started.
static CURRENT: Mutex<Option<Timeline>> = Mutex::new(None);

/// A record of named rows (futures, tasks, threads), and of moments that matter.
///
/// Every row runs from its start to its end; a row that is dropped before its end was cancelled.
/// Work that ticks also shows how far it got, so "it made no progress" is a count, not a guess.
/// The picture of the timeline that was started last is attached to a failing check by itself.
///
/// ```
/// use kata_kit::{Timeline, ms, paused};
///
/// paused(async {
///     let timeline = Timeline::start();
///     let slow = timeline.work("slow", ms(300), ());
///     let _ = tokio::time::timeout(ms(20), slow).await;
///     timeline.returned();
///     assert_eq!(timeline.returned_at(), Some(ms(20)));
///     assert!(timeline.was_cancelled("slow"));
///     assert_eq!(timeline.ticks("slow"), 2);
/// });
/// ```
#[derive(Debug, Clone)]
pub struct Timeline {
    origin: Instant,
    inner: Arc<Mutex<Inner>>,
}

#[derive(Debug, Default)]
struct Inner {
    rows: BTreeMap<String, Row>,
    marks: Vec<(Duration, String)>,
    returned: Option<Duration>,
}

#[derive(Debug)]
struct Row {
    started: Duration,
    /// The last moment at which the row is known to have run.
    seen: Duration,
    state: State,
    ticks: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Running,
    Finished,
    Dropped,
}

impl Timeline {
    /// Starts at 0 now, on the clock of the surrounding runtime.
    pub fn start() -> Self {
        let timeline = Self {
            origin: Instant::now(),
            inner: Arc::default(),
        };
        *CURRENT.lock().unwrap_or_else(PoisonError::into_inner) = Some(timeline.clone());
        timeline
    }

    /// The time since the start.
    pub fn now(&self) -> Duration {
        self.origin.elapsed()
    }

    /// Opens the row `name` now. End it with [`Span::finish`]; dropping it marks it cancelled.
    #[must_use = "dropping a span at once marks it as cancelled"]
    pub fn span(&self, name: &str) -> Span {
        let now = self.now();
        self.lock().rows.insert(
            name.to_string(),
            Row {
                started: now,
                seen: now,
                state: State::Running,
                ticks: 0,
            },
        );
        Span {
            timeline: self.clone(),
            name: name.to_string(),
            ended: false,
        }
    }

    /// `future` as the row `name`: it starts with the first poll, ends with the output, and is
    /// cancelled when it is dropped in between.
    pub async fn watch<F: Future>(&self, name: &str, future: F) -> F::Output {
        self.owned_watch(name.to_string(), future).await
    }

    /// A future of its own (`Send`, `'static` where `value` is) that works for `total` as the row
    /// `name`, ticking every 10 ms, and gives `value`. It starts with the first poll.
    pub fn work<T>(
        &self,
        name: &str,
        total: Duration,
        value: T,
    ) -> impl Future<Output = T> + use<T> {
        let (timeline, name) = (self.clone(), name.to_string());
        async move {
            let ticker = (timeline.clone(), name.clone());
            timeline
                .owned_watch(name, async move {
                    let start = Instant::now();
                    let mut done = Duration::ZERO;
                    while done < total {
                        done = total.min(done + TICK);
                        tokio::time::sleep_until(start + done).await;
                        ticker.0.tick(&ticker.1);
                    }
                    value
                })
                .await
        }
    }

    async fn owned_watch<F: Future>(&self, name: String, future: F) -> F::Output {
        let span = self.span(&name);
        let output = future.await;
        span.finish();
        output
    }

    /// Counts one step of progress of the row `name`.
    pub fn tick(&self, name: &str) {
        let now = self.now();
        if let Some(row) = self.lock().rows.get_mut(name) {
            row.ticks += 1;
            row.seen = now;
        }
    }

    /// Marks a moment with a word, for example `limit`.
    pub fn mark(&self, at: Duration, word: &str) {
        self.lock().marks.push((at, word.to_string()));
    }

    /// Marks now as the moment at which the student's function returned.
    pub fn returned(&self) {
        let now = self.now();
        let mut inner = self.lock();
        inner.returned = Some(now);
        inner
            .marks
            .push((now, "your function returned".to_string()));
    }

    /// When the student's function returned, if [`Timeline::returned`] was called.
    pub fn returned_at(&self) -> Option<Duration> {
        self.lock().returned
    }

    /// When the row `name` started; `None` if it never did.
    pub fn started_at(&self, name: &str) -> Option<Duration> {
        self.lock().rows.get(name).map(|row| row.started)
    }

    /// When the row `name` came to its own end; `None` if it has not.
    pub fn finished_at(&self, name: &str) -> Option<Duration> {
        self.in_state(name, State::Finished)
    }

    /// When the row `name` was dropped before its end; `None` if it was not.
    pub fn cancelled_at(&self, name: &str) -> Option<Duration> {
        self.in_state(name, State::Dropped)
    }

    /// Whether the row `name` was dropped before its end.
    pub fn was_cancelled(&self, name: &str) -> bool {
        self.cancelled_at(name).is_some()
    }

    /// How many steps of progress the row `name` has made.
    pub fn ticks(&self, name: &str) -> usize {
        self.lock().rows.get(name).map_or(0, |row| row.ticks)
    }

    fn in_state(&self, name: &str, state: State) -> Option<Duration> {
        let inner = self.lock();
        let row = inner.rows.get(name)?;
        (row.state == state).then_some(row.seen)
    }

    fn end(&self, name: &str, state: State) {
        let now = self.now();
        if let Some(row) = self.lock().rows.get_mut(name) {
            row.seen = now;
            row.state = state;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The picture: a line for every row, in the order of their names, then one for every mark.
    ///
    /// `=` is running, `#` the end, `x` a cancellation, `>` still running when the picture was
    /// drawn. All bars share one scale, so what stands above each other happened together.
    pub fn picture(&self) -> String {
        let inner = self.lock();
        let times = inner.rows.values().map(|row| row.seen);
        let end = times.chain(inner.marks.iter().map(|(at, _)| *at)).max();
        let scale = Scale(end.unwrap_or_default().max(Duration::from_nanos(1)));
        let mut names: Vec<&String> = inner.rows.keys().collect();
        names.sort_by_key(|name| natural_key(name));
        let label_width = names.iter().map(|name| clip(name).chars().count()).max();
        let label_width = label_width.unwrap_or_default();
        let mut picture = String::new();
        let left_out = names.len().saturating_sub(MOST_ROWS);
        for name in names.into_iter().take(MOST_ROWS) {
            let row = &inner.rows[name];
            let bar = scale.bar(row);
            let label = clip(name);
            let remark = row.remark(inner.returned);
            let range = format!("{}..{} ms", millis(row.started), millis(row.seen));
            let line = format!("{label:>label_width$} |{bar:<WIDTH$} {range}{remark}");
            writeln!(picture, "{}", line.trim_end()).expect("writing to a string cannot fail");
        }
        if left_out > 0 {
            writeln!(picture, "… and {left_out} more").expect("writing to a string cannot fail");
        }
        for (at, word) in inner.marks.iter().take(MOST_ROWS) {
            let column = scale.column(*at);
            let line = format!(
                "{:label_width$}  {:column$}^ {} ms {word}",
                "",
                "",
                millis(*at)
            );
            writeln!(picture, "{line}").expect("writing to a string cannot fail");
        }
        picture
    }
}

/// How often work on a timeline ticks.
pub const TICK: Duration = Duration::from_millis(10);

impl Row {
    fn remark(&self, returned: Option<Duration>) -> &'static str {
        let late = returned.is_some_and(|at| self.seen > at);
        match (self.state, late) {
            (State::Dropped, _) => "  cancelled",
            (_, true) => "  after you returned",
            (_, false) => "",
        }
    }
}

struct Scale(Duration);

impl Scale {
    fn column(&self, at: Duration) -> usize {
        let share = at.as_secs_f64() / self.0.as_secs_f64();
        (share * (WIDTH - 1) as f64).round() as usize
    }

    fn bar(&self, row: &Row) -> String {
        let (start, end) = (self.column(row.started), self.column(row.seen));
        let tip = match row.state {
            State::Running => '>',
            State::Finished => '#',
            State::Dropped => 'x',
        };
        format!("{}{}{tip}", " ".repeat(start), "=".repeat(end - start))
    }
}

fn clip(name: &str) -> String {
    name.chars().take(NAME_WIDTH).collect()
}

/// Sorts `task-2` before `task-10`.
fn natural_key(name: &str) -> (String, u64) {
    let word = name.trim_end_matches(|c: char| c.is_ascii_digit());
    (word.to_string(), name[word.len()..].parse().unwrap_or(0))
}

/// Milliseconds, with a fraction only where there is one that a reader could care about.
fn millis(time: Duration) -> String {
    let rounded = (time.as_secs_f64() * 10_000.0).round() / 10.0;
    format!("{rounded}")
}

/// An open row of a [`Timeline`].
#[derive(Debug)]
pub struct Span {
    timeline: Timeline,
    name: String,
    ended: bool,
}

impl Span {
    /// The row came to its own end, now.
    pub fn finish(mut self) {
        self.ended = true;
        self.timeline.end(&self.name, State::Finished);
    }
}

impl Drop for Span {
    fn drop(&mut self) {
        if !self.ended {
            self.timeline.end(&self.name, State::Dropped);
        }
    }
}

/// The picture for a failure of this process; empty where no timeline has anything to show.
pub(crate) fn current_picture() -> String {
    // The lock may be held by a thread that is stuck: a picture is not worth a second hang.
    let Ok(current) = CURRENT.try_lock() else {
        return String::new();
    };
    match current.as_ref() {
        Some(timeline) if timeline.inner.try_lock().is_ok() => timeline.picture(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ms, paused};

    #[test]
    fn the_picture_shows_ends_cancellations_late_rows_and_the_return() {
        let picture = paused(async {
            let timeline = Timeline::start();
            let fast = timeline.work("fast", ms(20), ());
            let late = tokio::spawn(timeline.work("late", ms(80), ()));
            let cut = timeline.work("cut", ms(500), ());
            tokio::select! { () = fast => {}, () = cut => {} }
            timeline.returned();
            late.await.expect("late ends by itself");
            timeline.picture()
        });
        let promised = concat!(
            " cut |=======x                     0..20 ms  cancelled\n",
            "fast |=======#                     0..20 ms\n",
            "late |===========================# 0..80 ms  after you returned\n",
            "             ^ 20 ms your function returned\n",
        );
        assert!(
            picture == promised,
            "drawn:\n{picture}promised:\n{promised}"
        );
    }

    #[test]
    fn a_picture_of_thousands_stays_short() {
        let timeline = Timeline::start();
        for n in 0..3000 {
            timeline.span(&format!("try-{n}")).finish();
        }
        let picture = timeline.picture();
        assert!(picture.contains("… and 2976 more"), "{picture}");
        assert!(picture.len() < 4000);
    }

    #[test]
    fn numbered_rows_are_sorted_as_people_count() {
        let timeline = Timeline::start();
        for name in ["task-10", "task-2", "task-1"] {
            timeline.span(name).finish();
        }
        let picture = timeline.picture();
        let order: Vec<_> = picture
            .lines()
            .map(|line| line.split_whitespace().next().unwrap_or_default())
            .collect();
        assert_eq!(order, ["task-1", "task-2", "task-10"]);
    }
}
