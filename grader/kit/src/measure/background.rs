//! Work on a thread of its own, which a check does not wait for without a limit.

use super::patience::PATIENCE;
use std::{
    any::Any,
    marker::PhantomData,
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
    work: Work,
    gives: PhantomData<fn() -> T>,
}

impl<T: Send + 'static> Background<T> {
    /// Starts `work`.
    pub fn spawn(work: impl FnOnce() -> T + Send + 'static) -> Self {
        Self {
            work: Work::start(Box::new(|| Box::new(work()))),
            gives: PhantomData,
        }
    }

    /// What `work` gives; `None` if it does not come within the kit's [`PATIENCE`].
    ///
    /// # Panics
    ///
    /// If `work` panics: with the same panic.
    pub fn wait(self) -> Option<T> {
        self.work.wait().map(Self::typed)
    }

    /// What `work` gives, if it comes in a moment, or itself. For a place where the work may need a lock that
    /// the caller holds, and where it must not be waited for any longer.
    ///
    /// # Errors
    ///
    /// If the work is not done.
    pub fn wait_a_moment(self) -> Result<T, Self> {
        let value = self.work.wait_a_moment();
        value.map(Self::typed).ok_or(self)
    }

    fn typed(value: Value) -> T {
        *value.downcast().expect("it is what the work gives")
    }
}

type Value = Box<dyn Any + Send>;

/// Work that gives anything, so that waiting for it is not compiled in every check.
#[derive(Debug)]
struct Work {
    value: Arc<Mutex<Option<Value>>>,
    is_done: mpsc::Receiver<()>,
    thread: thread::JoinHandle<()>,
}

impl Work {
    fn start(work: Box<dyn FnOnce() -> Value + Send>) -> Self {
        let value = Arc::new(Mutex::new(None));
        let slot = value.clone();
        let (done, is_done) = mpsc::channel();
        let thread = thread::spawn(move || {
            let value = work();
            *lock(&slot) = Some(value);
            // It fails when the check has stopped waiting.
            let _ = done.send(());
        });
        Self {
            value,
            is_done,
            thread,
        }
    }

    fn wait(self) -> Option<Value> {
        if let Err(mpsc::RecvTimeoutError::Disconnected) = self.is_done.recv_timeout(PATIENCE) {
            let panic = self.thread.join();
            resume_unwind(panic.expect_err("without a panic it is done"))
        }
        lock(&self.value).take()
    }

    fn wait_a_moment(&self) -> Option<Value> {
        // Whether it was long enough shows in what is there.
        let _ = self.is_done.recv_timeout(MOMENT);
        lock(&self.value).take()
    }
}

fn lock(slot: &Mutex<Option<Value>>) -> MutexGuard<'_, Option<Value>> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
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
