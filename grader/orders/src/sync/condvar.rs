use super::mutex::{Mutex, MutexGuard};
use crate::engine::{
    program::{self, Wait, Woken},
    shared::Shared,
};
use ::std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    fmt, mem,
    panic::{RefUnwindSafe, UnwindSafe},
    rc::Rc,
    sync::{LockResult, PoisonError},
    time::Duration,
};

#[derive(Default)]
pub struct Condvar {
    shared: Shared,
    /// Those who wait. Each is told by its flag.
    waiting: RefCell<VecDeque<Rc<Cell<bool>>>>,
}

// SAFETY: all threads of a program run on one thread of the system.
unsafe impl Send for Condvar {}
// SAFETY: as above.
unsafe impl Sync for Condvar {}
impl UnwindSafe for Condvar {}
impl RefUnwindSafe for Condvar {}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitTimeoutResult(bool);

impl WaitTimeoutResult {
    pub fn timed_out(&self) -> bool {
        self.0
    }
}

impl Condvar {
    pub const fn new() -> Self {
        Self {
            shared: Shared::new(),
            waiting: RefCell::new(VecDeque::new()),
        }
    }

    pub fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> LockResult<MutexGuard<'a, T>> {
        self.wait_for(guard, None).0
    }

    pub fn wait_while<'a, T, F>(
        &self,
        guard: MutexGuard<'a, T>,
        mut condition: F,
    ) -> LockResult<MutexGuard<'a, T>>
    where
        F: FnMut(&mut T) -> bool,
    {
        let mut guard = guard;
        while condition(&mut guard) {
            guard = self.wait(guard)?;
        }
        Ok(guard)
    }

    pub fn wait_timeout<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        limit: Duration,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)> {
        let (guard, woken) = self.wait_for(guard, Some(limit));
        let result = WaitTimeoutResult(woken == Woken::TimedOut);
        match guard {
            Ok(guard) => Ok((guard, result)),
            Err(error) => Err(PoisonError::new((error.into_inner(), result))),
        }
    }

    pub fn wait_timeout_while<'a, T, F>(
        &self,
        guard: MutexGuard<'a, T>,
        limit: Duration,
        mut condition: F,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)>
    where
        F: FnMut(&mut T) -> bool,
    {
        let start = crate::time::Instant::now();
        let mut guard = guard;
        loop {
            if !condition(&mut guard) {
                return Ok((guard, WaitTimeoutResult(false)));
            }
            let Some(rest) = limit
                .checked_sub(start.elapsed())
                .filter(|rest| !rest.is_zero())
            else {
                return Ok((guard, WaitTimeoutResult(true)));
            };
            guard = self.wait_timeout(guard, rest)?.0;
        }
    }

    fn wait_for<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        limit: Option<Duration>,
    ) -> (LockResult<MutexGuard<'a, T>>, Woken) {
        let lock: &'a Mutex<T> = guard.lock;
        // Who notifies without holding the lock may come between the last look and the wait.
        self.shared.change("begin to wait");
        let told = Rc::new(Cell::new(false));
        self.waiting.borrow_mut().push_back(told.clone());
        mem::forget(guard);
        lock.let_go();
        let wait = Wait {
            can_stray: true,
            limit,
            yields: false,
        };
        let woken = program::wait("wait", &|| told.get() && lock.is_free(), wait);
        self.shared.is_changed();
        self.waiting
            .borrow_mut()
            .retain(|other| !Rc::ptr_eq(other, &told));
        if woken != Woken::Ready {
            program::wait_until("lock", &|| lock.is_free());
        }
        (lock.hold(), woken)
    }

    pub fn notify_one(&self) {
        self.shared.change("notify");
        let count = self.waiting.borrow().len();
        let chosen = program::choose(count, |way| {
            format!("tells the waiting thread number {}", way + 1)
        });
        let told = self.waiting.borrow_mut().remove(chosen);
        if let Some(told) = told {
            told.set(true);
        }
    }

    pub fn notify_all(&self) {
        self.shared.change("notify");
        for told in self.waiting.borrow_mut().drain(..) {
            told.set(true);
        }
    }
}

impl fmt::Debug for Condvar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Condvar").finish_non_exhaustive()
    }
}
