use crate::engine::{
    program::{self, is_unwinding},
    shared::Shared,
};
use ::std::{
    cell::{Cell, UnsafeCell},
    fmt,
    marker::PhantomData,
    ops::{Deref, DerefMut},
    panic::{RefUnwindSafe, UnwindSafe},
    sync::{LockResult, PoisonError, TryLockError, TryLockResult},
};

#[derive(Default)]
pub struct Mutex<T: ?Sized> {
    shared: Shared,
    is_held: Cell<bool>,
    is_poisoned: Cell<bool>,
    value: UnsafeCell<T>,
}

// SAFETY: as that of std; and all threads of a program run on one thread of the system.
unsafe impl<T: ?Sized + Send> Send for Mutex<T> {}
// SAFETY: as above.
unsafe impl<T: ?Sized + Send> Sync for Mutex<T> {}
impl<T: ?Sized> UnwindSafe for Mutex<T> {}
impl<T: ?Sized> RefUnwindSafe for Mutex<T> {}

#[must_use = "if unused the Mutex will immediately unlock"]
pub struct MutexGuard<'a, T: ?Sized> {
    pub(super) lock: &'a Mutex<T>,
    panicked_before: bool,
    not_send: PhantomData<*const ()>,
}

// SAFETY: as that of std.
unsafe impl<T: ?Sized + Sync> Sync for MutexGuard<'_, T> {}

impl<T> Mutex<T> {
    pub const fn new(value: T) -> Self {
        Self {
            shared: Shared::new(),
            is_held: Cell::new(false),
            is_poisoned: Cell::new(false),
            value: UnsafeCell::new(value),
        }
    }
    pub fn into_inner(self) -> LockResult<T> {
        let poisoned = self.is_poisoned.get();
        let value = self.value.into_inner();
        if poisoned {
            Err(PoisonError::new(value))
        } else {
            Ok(value)
        }
    }
}

impl<T: ?Sized> Mutex<T> {
    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        program::wait_until("lock", &|| self.is_free());
        self.hold()
    }

    pub fn try_lock(&self) -> TryLockResult<MutexGuard<'_, T>> {
        program::with(|program| program.found.releases = true);
        self.shared.look("try to lock");
        if self.is_held.get() {
            return Err(TryLockError::WouldBlock);
        }
        self.hold().map_err(TryLockError::Poisoned)
    }

    pub(super) fn is_free(&self) -> bool {
        !self.is_held.get()
    }

    pub(super) fn hold(&self) -> LockResult<MutexGuard<'_, T>> {
        self.is_held.set(true);
        self.shared.is_taken();
        let guard = MutexGuard {
            lock: self,
            panicked_before: is_unwinding(),
            not_send: PhantomData,
        };
        if self.is_poisoned.get() {
            Err(PoisonError::new(guard))
        } else {
            Ok(guard)
        }
    }

    /// Gives the lock back without a step, as a part of another operation.
    pub(super) fn let_go(&self) {
        self.is_held.set(false);
        self.shared.is_given_back();
    }

    pub fn is_poisoned(&self) -> bool {
        self.shared.look("look at the lock");
        self.is_poisoned.get()
    }
    pub fn clear_poison(&self) {
        self.shared.change("clear the poison");
        self.is_poisoned.set(false);
    }
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        let poisoned = self.is_poisoned.get();
        let value = self.value.get_mut();
        if poisoned {
            Err(PoisonError::new(value))
        } else {
            Ok(value)
        }
    }
}

impl<T: ?Sized> Drop for MutexGuard<'_, T> {
    fn drop(&mut self) {
        program::step_of_release();
        if is_unwinding() && !self.panicked_before {
            self.lock.is_poisoned.set(true);
        }
        self.lock.let_go();
        program::after();
    }
}

impl<T: ?Sized> Deref for MutexGuard<'_, T> {
    type Target = T;
    fn deref(&self) -> &T {
        // SAFETY: the lock is held.
        unsafe { &*self.lock.value.get() }
    }
}

impl<T: ?Sized> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the lock is held.
        unsafe { &mut *self.lock.value.get() }
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized> fmt::Debug for Mutex<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mutex").finish_non_exhaustive()
    }
}

impl<T> From<T> for Mutex<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}
