//! What this process keeps about everything that may hang.

use futures::task::AtomicWaker;
use kata_protocol::{HangSamples, StackSample};
use std::{
    sync::{
        Arc, LazyLock, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::Duration,
};
use tokio::runtime::Handle;

/// Timeout for a thread that may never answer.
pub(super) const ANSWER_TIMEOUT: Duration = Duration::from_millis(300);
/// A task that is polled this often during sampling is in a busy loop.
pub(super) const BUSY_POLLS: u32 = 500;

/// All that is kept for sampling. A process has one; a test may have its own.
#[derive(Default)]
pub(super) struct HangState {
    /// The hints that hold now, the latest last, each with its number.
    pub hints: Mutex<Vec<(u64, String)>>,
    /// The futures that are being driven now.
    pub futures: Mutex<Vec<Arc<FutureProbe>>>,
    /// Samples that were taken before the check failed.
    pub noted: Mutex<HangSamples>,
    /// The tasks that were spawned, up to a limit.
    #[cfg(feature = "taskdump")]
    pub tasks: Mutex<Vec<SpawnedTask>>,
    sampling: AtomicBool,
}

/// How a future on its own thread is asked for samples.
pub(super) struct FutureProbe {
    pub waker: AtomicWaker,
    pub requested: AtomicBool,
    pub samples: Mutex<Vec<StackSample>>,
    pub done: AtomicBool,
    /// The runtime that drives it, if that is one of tokio's.
    pub runtime: Option<Handle>,
}

/// A task, where it was spawned, and how often it was polled during sampling.
#[cfg(feature = "taskdump")]
pub(super) struct SpawnedTask {
    pub id: tokio::task::Id,
    pub spawned_at: &'static std::panic::Location<'static>,
    pub polls: u32,
}

/// The state of this process.
pub(super) fn state() -> &'static HangState {
    static STATE: LazyLock<HangState> = LazyLock::new(HangState::default);
    &STATE
}

impl HangState {
    pub(super) fn is_sampling(&self) -> bool {
        self.sampling.load(SeqCst)
    }

    pub(super) fn set_sampling(&self, sampling: bool) {
        self.sampling.store(sampling, SeqCst);
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
