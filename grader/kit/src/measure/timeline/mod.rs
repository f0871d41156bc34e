//! Probes that record what ran when.

mod model;
mod picture;
mod span;

pub use span::Span;

use futures::future::BoxFuture;
use kata_protocol::TimelinePicture;
use model::{Record, Row, RowState};
use span::Watched;
use std::{
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};
use tokio::time::Instant;

/// What a failure of this process is shown with.
struct Shown {
    /// The timeline that was started last.
    timeline: Mutex<Option<Timeline>>,
    /// Its picture at the moment at which the check failed.
    picture_at_panic: Mutex<TimelinePicture>,
}

static SHOWN: Shown = Shown {
    timeline: Mutex::new(None),
    picture_at_panic: Mutex::new(TimelinePicture {
        rows: Vec::new(),
        rows_left_out: 0,
        marks: Vec::new(),
    }),
};

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
    record: Arc<Mutex<Record>>,
}

impl Timeline {
    /// Starts at 0 now, on the clock of the surrounding runtime.
    pub fn start() -> Self {
        let timeline = Self {
            origin: Instant::now(),
            record: Arc::default(),
        };
        *lock(&SHOWN.timeline) = Some(timeline.clone());
        *lock(&SHOWN.picture_at_panic) = TimelinePicture::default();
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
        let row = Row::starting(now);
        self.lock().rows.insert(name.to_string(), row);
        Span::new(self.clone(), name.to_string())
    }

    /// `future` as the row `name`: it starts with the first poll, ends with the output, and is
    /// cancelled when it is dropped in between.
    pub fn watch<F: Future>(
        &self,
        name: &str,
        future: F,
    ) -> impl Future<Output = F::Output> + use<F> {
        Watched::new(self.clone(), name.to_string(), future)
    }

    /// A future of its own (`Send`, `'static` where `value` is) that works for `total` as the row
    /// `name`, ticking every 10 ms, and gives `value`. It starts with the first poll; in the picture it stands
    /// where it was made.
    pub fn work<T>(
        &self,
        name: &str,
        total: Duration,
        value: T,
    ) -> impl Future<Output = T> + use<T> {
        self.draw_in_order([name]);
        let work = self.clone().ticking(name.to_string(), total);
        async move {
            work.await;
            value
        }
    }

    fn ticking(self, name: String, total: Duration) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            let ticks = async {
                let start = Instant::now();
                let mut done = Duration::ZERO;
                while done < total {
                    done = total.min(done + TICK);
                    tokio::time::sleep_until(start + done).await;
                    self.tick(&name);
                }
            };
            self.watch(&name, ticks).await;
        })
    }

    /// Has the rows with these names drawn in this order, whichever starts first: that of a list, for example.
    pub fn draw_in_order<'n>(&self, names: impl IntoIterator<Item = &'n str>) {
        let order = &mut self.lock().order;
        for name in names {
            if !order.iter().any(|known| known == name) {
                order.push(name.to_string());
            }
        }
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
        let mut record = self.lock();
        record.returned = Some(now);
        let mark = (now, "your function returned".to_string());
        record.marks.push(mark);
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
        self.in_state(name, &[RowState::Finished])
    }

    /// When the row `name` was dropped before its end, also by a panic; `None` if it was not.
    pub fn cancelled_at(&self, name: &str) -> Option<Duration> {
        self.in_state(name, &[RowState::Dropped, RowState::Panicked])
    }

    /// Whether the row `name` was dropped before its end.
    pub fn was_cancelled(&self, name: &str) -> bool {
        self.cancelled_at(name).is_some()
    }

    /// How many steps of progress the row `name` has made.
    pub fn ticks(&self, name: &str) -> usize {
        self.lock().rows.get(name).map_or(0, |row| row.ticks)
    }

    /// How many steps each of these rows, which should have been stopped, still makes in `time`. That begins in
    /// 1 ms: an abort takes effect when the task is next scheduled.
    ///
    /// ```
    /// use kata_kit::{Timeline, ms, paused, tokio};
    ///
    /// paused(async {
    ///     let timeline = Timeline::start();
    ///     let work = tokio::spawn(timeline.work("aborted", ms(5_000), ()));
    ///     let _detached = tokio::spawn(timeline.work("detached", ms(5_000), ()));
    ///     tokio::time::sleep(ms(25)).await;
    ///     work.abort();
    ///     let steps = timeline.later_ticks(["aborted", "detached"], ms(100)).await;
    ///     assert_eq!(steps, [("aborted", 0), ("detached", 10)]);
    /// });
    /// ```
    pub async fn later_ticks<'n, const N: usize>(
        &self,
        names: [&'n str; N],
        time: Duration,
    ) -> [(&'n str, usize); N] {
        tokio::time::sleep(Duration::from_millis(1)).await;
        let before = names.map(|name| self.ticks(name));
        tokio::time::sleep(time).await;
        std::array::from_fn(|n| (names[n], self.ticks(names[n]) - before[n]))
    }

    fn in_state(&self, name: &str, states: &[RowState]) -> Option<Duration> {
        let record = self.lock();
        let row = record.rows.get(name)?;
        states.contains(&row.state).then_some(row.seen)
    }

    fn end(&self, name: &str, state: RowState) {
        let now = self.now();
        if let Some(row) = self.lock().rows.get_mut(name) {
            row.seen = now;
            row.state = state;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Record> {
        lock(&self.record)
    }

    /// The picture: a line for every row, in the order in which they were announced, else in that of their
    /// names, then one for every mark, in the order of time.
    ///
    /// `=` is running, `#` the end, `x` a cancellation, `!` a panic, `>` not ended when the picture was
    /// drawn. All bars share one scale, so what stands above each other happened together; a dotted
    /// line goes up from every mark.
    pub fn picture(&self) -> TimelinePicture {
        // Elsewhere the clock is not the one that the rows were made with.
        let now = tokio::runtime::Handle::try_current()
            .ok()
            .map(|_| self.now());
        let mut record = self.lock();
        for row in record.rows.values_mut() {
            row.is_known_to_run_until(now);
        }
        picture::draw(&record)
    }
}

/// How often work on a timeline ticks.
pub const TICK: Duration = Duration::from_millis(10);

/// Draws the picture before a panic unwinds: what the unwinding drops must not be drawn as cancelled. Only for
/// the check's own panic: that of a task is not the check's.
pub(crate) fn about_to_panic() {
    if thread::current().name() == Some("main") && tokio::task::try_id().is_none() {
        let picture = current_picture();
        if let Ok(mut at_panic) = SHOWN.picture_at_panic.try_lock() {
            *at_panic = picture;
        }
    }
}

/// The picture of a check that failed: as it was when it failed, if that is known.
pub(crate) fn picture_of_failure() -> TimelinePicture {
    let at_panic = SHOWN.picture_at_panic.try_lock();
    let at_panic = at_panic.map(|picture| picture.clone()).unwrap_or_default();
    if at_panic.is_empty() {
        current_picture()
    } else {
        at_panic
    }
}

/// The picture at this moment; empty where no timeline has anything to show.
pub(crate) fn current_picture() -> TimelinePicture {
    // The lock may be held by a thread that is stuck: a picture is not worth a second hang.
    let Ok(current) = SHOWN.timeline.try_lock() else {
        return TimelinePicture::default();
    };
    match current.as_ref() {
        Some(timeline) if timeline.record.try_lock().is_ok() => timeline.picture(),
        _ => TimelinePicture::default(),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
            timeline.picture().to_string()
        });
        let promised = concat!(
            "fast |=======#                     0..20 ms\n",
            "late |=======:===================# 0..80 ms  after you returned\n",
            " cut |=======x                     0..20 ms  cancelled\n",
            "             ^ 20 ms your function returned\n",
        );
        assert!(
            picture == promised,
            "drawn:\n{picture}promised:\n{promised}"
        );
    }
}
