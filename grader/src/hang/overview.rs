//! What all samples of a hang say together.

use kata_protocol::{SampleKind, StackSample};

/// Which kinds of samples there are.
#[derive(Debug)]
pub(super) struct Overview(Vec<SampleKind>);

impl Overview {
    pub(super) fn of(samples: &[StackSample]) -> Self {
        Self(samples.iter().map(|sample| sample.kind).collect())
    }

    pub(super) fn has(&self, kind: SampleKind) -> bool {
        self.0.contains(&kind)
    }

    /// Whether the check's own future could be polled once more: its thread is not stuck.
    pub(super) fn future_comes_back(&self) -> bool {
        [
            SampleKind::FutureWaits,
            SampleKind::FutureWakesItself,
            SampleKind::LostWakeUp,
        ]
        .iter()
        .any(|kind| self.has(*kind))
    }

    /// Whether the runtime could be asked for its tasks: no thread of it is stuck.
    pub(super) fn tasks_come_back(&self) -> bool {
        self.has(SampleKind::TaskWaits) || self.has(SampleKind::TaskWaitsElsewhere)
    }
}
