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
pub struct RwLock<T: ?Sized> {
    shared: Shared,
    readers: Cell<usize>,
    is_written: Cell<bool>,
    is_poisoned: Cell<bool>,
    value: UnsafeCell<T>,
}

// SAFETY: as that of std; and all threads of a program run on one thread of the system.
unsafe impl<T: ?Sized + Send> Send for RwLock<T> {}
// SAFETY: as above.
unsafe impl<T: ?Sized + Send + Sync> Sync for RwLock<T> {}
impl<T: ?Sized> UnwindSafe for RwLock<T> {}
impl<T: ?Sized> RefUnwindSafe for RwLock<T> {}

#[must_use = "if unused the RwLock will immediately unlock"]
pub struct RwLockReadGuard<'a, T: ?Sized> {
    lock: &'a RwLock<T>,
    not_send: PhantomData<*const ()>,
}

#[must_use = "if unused the RwLock will immediately unlock"]
pub struct RwLockWriteGuard<'a, T: ?Sized> {
    lock: &'a RwLock<T>,
    panicked_before: bool,
    not_send: PhantomData<*const ()>,
}

// SAFETY: as those of std.
unsafe impl<T: ?Sized + Sync> Sync for RwLockReadGuard<'_, T> {}
// SAFETY: as above.
unsafe impl<T: ?Sized + Sync> Sync for RwLockWriteGuard<'_, T> {}

impl<T> RwLock<T> {
    pub const fn new(value: T) -> Self {
        Self {
            shared: Shared::new(),
            readers: Cell::new(0),
            is_written: Cell::new(false),
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

impl<T: ?Sized> RwLock<T> {
    pub fn read(&self) -> LockResult<RwLockReadGuard<'_, T>> {
        program::wait_until("lock for reading", &|| !self.is_written.get());
        self.hold_for_reading()
    }

    pub fn write(&self) -> LockResult<RwLockWriteGuard<'_, T>> {
        program::wait_until("lock for writing", &|| self.is_free());
        self.hold_for_writing()
    }

    pub fn try_read(&self) -> TryLockResult<RwLockReadGuard<'_, T>> {
        program::with(|program| program.found.releases = true);
        self.shared.look("try to lock for reading");
        if self.is_written.get() {
            return Err(TryLockError::WouldBlock);
        }
        self.hold_for_reading().map_err(TryLockError::Poisoned)
    }

    pub fn try_write(&self) -> TryLockResult<RwLockWriteGuard<'_, T>> {
        program::with(|program| program.found.releases = true);
        self.shared.look("try to lock for writing");
        if !self.is_free() {
            return Err(TryLockError::WouldBlock);
        }
        self.hold_for_writing().map_err(TryLockError::Poisoned)
    }

    fn is_free(&self) -> bool {
        !self.is_written.get() && self.readers.get() == 0
    }

    fn hold_for_reading(&self) -> LockResult<RwLockReadGuard<'_, T>> {
        self.readers.set(self.readers.get() + 1);
        self.shared.is_taken();
        let guard = RwLockReadGuard {
            lock: self,
            not_send: PhantomData,
        };
        if self.is_poisoned.get() {
            Err(PoisonError::new(guard))
        } else {
            Ok(guard)
        }
    }

    fn hold_for_writing(&self) -> LockResult<RwLockWriteGuard<'_, T>> {
        self.is_written.set(true);
        self.shared.is_taken();
        let guard = RwLockWriteGuard {
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

impl<'a, T: ?Sized> RwLockWriteGuard<'a, T> {
    pub fn downgrade(guard: Self) -> RwLockReadGuard<'a, T> {
        let lock = guard.lock;
        ::std::mem::forget(guard);
        lock.is_written.set(false);
        lock.readers.set(lock.readers.get() + 1);
        lock.shared.is_changed();
        RwLockReadGuard {
            lock,
            not_send: PhantomData,
        }
    }
}

impl<T: ?Sized> Drop for RwLockReadGuard<'_, T> {
    fn drop(&mut self) {
        program::step_of_release();
        self.lock.readers.set(self.lock.readers.get() - 1);
        self.lock.shared.is_given_back();
        program::after();
    }
}

impl<T: ?Sized> Drop for RwLockWriteGuard<'_, T> {
    fn drop(&mut self) {
        program::step_of_release();
        if is_unwinding() && !self.panicked_before {
            self.lock.is_poisoned.set(true);
        }
        self.lock.is_written.set(false);
        self.lock.shared.is_given_back();
        program::after();
    }
}

impl<T: ?Sized> Deref for RwLockReadGuard<'_, T> {
    type Target = T;
    fn deref(&self) -> &T {
        // SAFETY: the lock is held for reading.
        unsafe { &*self.lock.value.get() }
    }
}

impl<T: ?Sized> Deref for RwLockWriteGuard<'_, T> {
    type Target = T;
    fn deref(&self) -> &T {
        // SAFETY: the lock is held for writing.
        unsafe { &*self.lock.value.get() }
    }
}

impl<T: ?Sized> DerefMut for RwLockWriteGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the lock is held for writing.
        unsafe { &mut *self.lock.value.get() }
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLockReadGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLockWriteGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized> fmt::Debug for RwLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RwLock").finish_non_exhaustive()
    }
}

impl<T> From<T> for RwLock<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}
