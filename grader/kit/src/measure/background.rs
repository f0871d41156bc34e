//! Work on a thread of its own, which a check does not wait for without a limit.

use super::patience::PATIENCE;
use std::{panic::resume_unwind, sync::mpsc, thread, time::Duration};

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
    result: mpsc::Receiver<T>,
    thread: thread::JoinHandle<()>,
}

impl<T: Send + 'static> Background<T> {
    /// Starts `work`.
    pub fn spawn(work: impl FnOnce() -> T + Send + 'static) -> Self {
        let (done, result) = mpsc::channel();
        let thread = thread::spawn(move || {
            // It fails when the check has stopped waiting.
            let _ = done.send(work());
        });
        Self { result, thread }
    }

    /// What `work` gives; `None` if it does not come within the kit's [`PATIENCE`].
    ///
    /// # Panics
    ///
    /// If `work` panics: with the same panic.
    pub fn wait(self) -> Option<T> {
        match self.result.recv_timeout(PATIENCE) {
            Ok(value) => Some(value),
            Err(mpsc::RecvTimeoutError::Timeout) => None,
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                let panic = self.thread.join();
                resume_unwind(panic.expect_err("without a panic there is a result"))
            }
        }
    }

    /// What `work` gives, if it comes in a moment, or itself. For a place where the work may need a lock that
    /// the caller holds, and where it must not be waited for any longer.
    ///
    /// # Errors
    ///
    /// If the work is not done.
    pub fn wait_a_moment(self) -> Result<T, Self> {
        self.result.recv_timeout(MOMENT).map_err(|_| self)
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
