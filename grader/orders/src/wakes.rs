//! Wakers whose calls are steps.

use crate::engine::{
    program::{self, Wait, Woken},
    search,
    shared::Shared,
};
use ::std::{
    fmt, mem,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    },
    task::{RawWaker, RawWakerVTable, Waker},
    time::Duration,
};

/// Counts the calls of its wakers.
#[derive(Clone, Default)]
pub struct Wakes(Arc<Counted>);

#[derive(Default)]
struct Counted {
    shared: Shared,
    count: AtomicUsize,
    /// Whether there was a wake that nobody has waited for.
    is_woken: AtomicBool,
}

/// Longer than any program waits for.
const FOR_EVER: Duration = Duration::from_secs(1 << 40);

impl Wakes {
    /// None so far.
    pub fn new() -> Self {
        Self::default()
    }

    /// A waker that is counted here. To clone and to wake are steps: others may come in between.
    pub fn waker(&self) -> Waker {
        // SAFETY: the functions of the table take what `raw` has made of a counted `Arc`, and the rest is their
        // contract: `wake` and `drop` give it back, `clone` takes one more.
        unsafe { Waker::from_raw(raw(self.0.clone())) }
    }

    /// How many calls there were.
    pub fn count(&self) -> usize {
        self.0.shared.is_looked_at();
        self.0.count.load(Relaxed)
    }

    /// Waits for a wake that was not waited for before; false if nobody can go on any more and there was none.
    pub fn wait_for_one(&self) -> bool {
        let wait = Wait {
            limit: Some(FOR_EVER),
            ..Wait::default()
        };
        let woken = program::wait("wait for a wake", &|| self.0.is_woken.load(Relaxed), wait);
        self.0.shared.is_changed();
        self.0.is_woken.store(false, Relaxed);
        woken != Woken::TimedOut
    }
}

impl fmt::Debug for Wakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Wakes").field(&self.count()).finish()
    }
}

fn raw(counted: Arc<Counted>) -> RawWaker {
    RawWaker::new(Arc::into_raw(counted).cast(), &TABLE)
}

static TABLE: RawWakerVTable = RawWakerVTable::new(clone, wake, wake_by_ref, drop_waker);

// SAFETY: for all four: `data` was made by `raw`, and its `Arc` lives as long as the waker.

unsafe fn clone(data: *const ()) -> RawWaker {
    if search::wakers_are_steps() {
        program::step("clone the waker");
    }
    let counted = unsafe { mem::ManuallyDrop::new(Arc::from_raw(data.cast::<Counted>())) };
    raw(Arc::clone(&counted))
}

unsafe fn wake(data: *const ()) {
    unsafe {
        wake_by_ref(data);
        drop_waker(data);
    }
}

unsafe fn wake_by_ref(data: *const ()) {
    if search::wakers_are_steps() {
        program::step("wake");
    }
    let counted = unsafe { &*data.cast::<Counted>() };
    counted.shared.is_changed();
    counted.count.fetch_add(1, Relaxed);
    counted.is_woken.store(true, Relaxed);
}

unsafe fn drop_waker(data: *const ()) {
    drop(unsafe { Arc::from_raw(data.cast::<Counted>()) });
}
