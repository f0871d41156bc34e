//! What a timeline consists of: rows and marks.

use std::{collections::BTreeMap, time::Duration};

/// All that was recorded.
#[derive(Debug, Default)]
pub(super) struct Record {
    pub rows: BTreeMap<String, Row>,
    /// The names of rows whose place in the picture is known before they start.
    pub order: Vec<String>,
    pub marks: Vec<(Duration, String)>,
    /// When the student's function returned.
    pub returned: Option<Duration>,
}

/// A future, task or thread.
#[derive(Debug)]
pub(super) struct Row {
    pub started: Duration,
    /// The last moment at which the row is known to have run.
    pub seen: Duration,
    pub state: RowState,
    pub ticks: usize,
}

impl Row {
    pub(super) fn starting(now: Duration) -> Self {
        Self {
            started: now,
            seen: now,
            state: RowState::Running,
            ticks: 0,
        }
    }

    /// A row that ticks says itself how far it got; of any other that has not ended, nothing else is known.
    pub(super) fn is_known_to_run_until(&mut self, now: Option<Duration>) {
        if self.state == RowState::Running && self.ticks == 0 {
            self.seen = self.seen.max(now.unwrap_or_default());
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowState {
    Running,
    Finished,
    Dropped,
    Panicked,
}
