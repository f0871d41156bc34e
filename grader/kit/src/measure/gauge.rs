//! How many are inside at once.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::SeqCst},
};

/// Counts how many holders are inside now, and how many were at most. Clones share the count.
///
/// ```
/// use kata_kit::Gauge;
///
/// let gauge = Gauge::new();
/// let one = gauge.enter();
/// let two = gauge.enter();
/// drop(one);
/// assert_eq!((gauge.now(), gauge.peak(), gauge.total()), (1, 2, 2));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Gauge {
    counts: Arc<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    now: AtomicUsize,
    peak: AtomicUsize,
    total: AtomicUsize,
}

impl Gauge {
    /// A gauge with none inside.
    pub fn new() -> Self {
        Self::default()
    }

    /// Goes inside; leaves when the returned value is dropped.
    #[must_use = "dropping it at once leaves at once"]
    pub fn enter(&self) -> Inside {
        let now = self.counts.now.fetch_add(1, SeqCst) + 1;
        self.counts.peak.fetch_max(now, SeqCst);
        self.counts.total.fetch_add(1, SeqCst);
        Inside {
            counts: self.counts.clone(),
        }
    }

    /// How many are inside at this moment.
    pub fn now(&self) -> usize {
        self.counts.now.load(SeqCst)
    }

    /// The most that were ever inside together.
    pub fn peak(&self) -> usize {
        self.counts.peak.load(SeqCst)
    }

    /// How many ever went in.
    pub fn total(&self) -> usize {
        self.counts.total.load(SeqCst)
    }
}

/// One that is inside a [`Gauge`].
#[derive(Debug)]
pub struct Inside {
    counts: Arc<Counts>,
}

impl Drop for Inside {
    fn drop(&mut self) {
        self.counts.now.fetch_sub(1, SeqCst);
    }
}
