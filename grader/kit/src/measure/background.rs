//! Work on a thread of its own, which a check does not wait for without a limit.

use super::patience::PATIENCE;
use std::{
    panic::resume_unwind,
    sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc},
    thread,
    time::Duration,
};

/// How long [`Background::wait_a_moment`] waits: work that is not held up needs a millisecond.
const MOMENT: Duration = Duration::from_millis(300);

/// Work that was started on a thread of its own. It goes on when this is dropped.
///
/// ```
/// use kata_kit::Background;
/// use std::sync::Mutex;
///
/// assert_eq!(Background::spawn(|| 3 + 4).wait(), Some(7));
///
/// // Here it needs a lock that we hold.
/// static LOCK: Mutex<u32> = Mutex::new(7);
/// let held = LOCK.lock().unwrap();
/// let number = Background::spawn(|| *LOCK.lock().unwrap());
/// let number = number.wait_a_moment().unwrap_err();
/// drop(held);
/// assert_eq!(number.wait(), Some(7));
/// ```
#[derive(Debug)]
pub struct Background<T> {
    result: Arc<Mutex<Option<T>>>,
    work: Work,
}

impl<T: Send + 'static> Background<T> {
    /// Starts `work`.
    pub fn spawn(work: impl FnOnce() -> T + Send + 'static) -> Self {
        let result = Arc::new(Mutex::new(None));
        let slot = result.clone();
        let work = Work::start(Box::new(move || {
            let value = work();
            *lock(&slot) = Some(value);
        }));
        Self { result, work }
    }

    /// What `work` gives; `None` if it does not come within the kit's [`PATIENCE`].
    ///
    /// # Panics
    ///
    /// If `work` panics: with the same panic.
    pub fn wait(self) -> Option<T> {
        self.work.wait();
        lock(&self.result).take()
    }

    /// What `work` gives, if it comes in a moment, or itself. For a place where the work may need a lock that
    /// the caller holds, and where it must not be waited for any longer.
    ///
    /// # Errors
    ///
    /// If the work is not done.
    pub fn wait_a_moment(self) -> Result<T, Self> {
        self.work.wait_a_moment();
        let value = lock(&self.result).take();
        value.ok_or(self)
    }
}

fn lock<T>(slot: &Mutex<Option<T>>) -> MutexGuard<'_, Option<T>> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Work without what it gives, so that waiting for it is not compiled in every check.
#[derive(Debug)]
struct Work {
    is_done: mpsc::Receiver<()>,
    thread: thread::JoinHandle<()>,
}

impl Work {
    fn start(work: Box<dyn FnOnce() + Send>) -> Self {
        let (done, is_done) = mpsc::channel();
        let thread = thread::spawn(move || {
            work();
            // It fails when the check has stopped waiting.
            let _ = done.send(());
        });
        Self { is_done, thread }
    }

    fn wait(self) {
        if let Err(mpsc::RecvTimeoutError::Disconnected) = self.is_done.recv_timeout(PATIENCE) {
            let panic = self.thread.join();
            resume_unwind(panic.expect_err("without a panic it is done"))
        }
    }

    fn wait_a_moment(&self) {
        // Whether it was long enough shows in what is there.
        let _ = self.is_done.recv_timeout(MOMENT);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic = "the disk is full"]
    fn a_panic_goes_on_in_the_thread_that_waits() {
        let work: fn() = || panic!("the disk is full");
        Background::spawn(work).wait();
    }
}
