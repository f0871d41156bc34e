//! One poll of a future, with a waker that notes every place where it is kept or called.

use super::{stack, state::lock};
use crate::sys::{self, Observer};
use kata_protocol::{SampleKind, StackSample};
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    task::{Context, Poll, Waker},
};

/// The most that is noted of one poll.
const MAX_SAMPLES: usize = 16;

/// Calls `poll`, which polls a future, and gives what was seen of its waker.
pub(super) fn poll_traced(
    poll: &mut dyn FnMut(&mut Context<'_>) -> Poll<()>,
    cx: &mut Context<'_>,
) -> (Poll<()>, Vec<StackSample>) {
    let trace = Arc::new(Trace {
        real: cx.waker().clone(),
        polling: AtomicBool::new(true),
        samples: Mutex::default(),
    });
    let waker = sys::observed_waker(Arc::new(TracedWaker {
        trace: trace.clone(),
        sample: None,
    }));
    let poll = poll(&mut Context::from_waker(&waker));
    trace.polling.store(false, SeqCst);
    let samples = std::mem::take(&mut *lock(&trace.samples));
    let mut samples: Vec<StackSample> = samples.into_iter().flatten().collect();
    // If it comes to its end now, all that it lacked was this poll.
    if poll.is_ready() || samples.is_empty() {
        samples.push(StackSample {
            kind: SampleKind::LostWakeUp,
            stack: Vec::new(),
        });
    }
    (poll, samples)
}

/// What is seen of one poll.
struct Trace {
    real: Waker,
    polling: AtomicBool,
    /// In the order in which they were taken; `None` for a clone that was dropped in the same poll.
    samples: Mutex<Vec<Option<StackSample>>>,
}

impl Trace {
    /// Takes a sample of the caller, and gives its index.
    fn sample(&self, kind: SampleKind) -> Option<usize> {
        if !self.polling.load(SeqCst) || lock(&self.samples).iter().flatten().count() >= MAX_SAMPLES
        {
            return None;
        }
        let stack = stack::here();
        let mut samples = lock(&self.samples);
        samples.push(Some(StackSample { kind, stack }));
        Some(samples.len() - 1)
    }
}

/// The waker of a traced poll, or a clone of it.
struct TracedWaker {
    trace: Arc<Trace>,
    /// Of a clone: the index of the sample that its making has left.
    sample: Option<usize>,
}

impl Observer for TracedWaker {
    fn cloned(self: &Arc<Self>) -> Arc<Self> {
        Arc::new(Self {
            trace: self.trace.clone(),
            sample: self.trace.sample(SampleKind::FutureWaits),
        })
    }

    fn woken(&self) {
        self.trace.sample(SampleKind::FutureWakesItself);
        self.trace.real.wake_by_ref();
    }
}

impl Drop for TracedWaker {
    fn drop(&mut self) {
        // A clone that is dropped in the same poll, as by a timer that has fired, is no sign of waiting.
        if let Some(index) = self.sample
            && self.trace.polling.load(SeqCst)
            && let Some(sample) = lock(&self.trace.samples).get_mut(index)
        {
            *sample = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    /// The kinds of what is seen of a poll that does this.
    fn kinds_of(mut poll: impl FnMut(&mut Context<'_>) -> Poll<()>) -> Vec<SampleKind> {
        let mut cx = Context::from_waker(Waker::noop());
        let (_, samples) = poll_traced(&mut poll, &mut cx);
        samples.into_iter().map(|sample| sample.kind).collect()
    }

    #[test]
    fn a_future_that_keeps_its_waker_waits() {
        let mut kept = None;
        let kinds = kinds_of(|cx| {
            kept = Some(cx.waker().clone());
            Poll::Pending
        });
        assert_eq!(kinds, [SampleKind::FutureWaits]);
    }

    #[test]
    fn a_future_that_calls_its_waker_wakes_itself() {
        let kinds = kinds_of(|cx| {
            cx.waker().wake_by_ref();
            Poll::Pending
        });
        assert_eq!(kinds, [SampleKind::FutureWakesItself]);
    }

    #[test]
    fn a_future_that_keeps_no_waker_or_is_ready_after_all_has_lost_its_wake_up() {
        let dropped_again = |cx: &mut Context<'_>| {
            drop(cx.waker().clone());
            Poll::Pending
        };
        assert_eq!(kinds_of(dropped_again), [SampleKind::LostWakeUp]);
        assert_eq!(kinds_of(|_| Poll::Ready(())), [SampleKind::LostWakeUp]);
    }
}
