//! `std::sync::atomic`: each operation is a step. All are sequentially consistent, whatever ordering they ask for,
//! unless the check has called `weak_memory`.

use crate::engine::{
    memory::{self, History},
    program,
};
use ::std::{
    fmt,
    panic::RefUnwindSafe,
    sync::atomic::{self as real, Ordering::Relaxed},
};

pub use ::std::sync::atomic::*;

/// Is a step.
pub fn fence(order: Ordering) {
    program::step("fence");
    memory::fence(order);
}

macro_rules! atomic {
    ($name:ident, $type:ty, $(<$generic:ident>)?) => {
        /// The stand-in of std's type of this name.
        pub struct $name $(<$generic>)? {
            /// The newest value.
            value: real::$name $(<$generic>)?,
            history: History<$type>,
        }

        // SAFETY: all threads of a program run on one thread of the system.
        unsafe impl$(<$generic>)? Send for $name $(<$generic>)? {}
        // SAFETY: as above.
        unsafe impl$(<$generic>)? Sync for $name $(<$generic>)? {}
        impl$(<$generic>)? RefUnwindSafe for $name $(<$generic>)? {}

        impl$(<$generic>)? $name $(<$generic>)? {
            pub const fn new(value: $type) -> Self {
                Self {
                    value: real::$name::new(value),
                    history: History::new(),
                }
            }
            pub fn get_mut(&mut self) -> &mut $type {
                self.history.forget();
                self.value.get_mut()
            }
            pub fn into_inner(self) -> $type {
                self.value.into_inner()
            }
            pub fn load(&self, order: Ordering) -> $type {
                // It panics where that of std does.
                let _ = real::AtomicBool::new(false).load(order);
                program::step("load");
                let value = self.history.load(self.value.load(Relaxed), order);
                program::after();
                value
            }
            pub fn store(&self, value: $type, order: Ordering) {
                // It panics where that of std does.
                real::AtomicBool::new(false).store(false, order);
                program::step("store");
                self.history.store(self.value.load(Relaxed), value, order);
                self.value.store(value, Relaxed);
                program::after();
            }
            pub fn swap(&self, value: $type, order: Ordering) -> $type {
                self.replace("swap", order, |_| value)
            }
            fn replace(
                &self,
                action: &'static str,
                order: Ordering,
                f: impl FnOnce(&real::$name $(<$generic>)?) -> $type,
            ) -> $type {
                program::step(action);
                let old = self.value.load(Relaxed);
                let new = f(&self.value);
                self.history.replace(old, new, order);
                self.value.store(new, Relaxed);
                program::after();
                old
            }
            pub fn compare_exchange(
                &self,
                current: $type,
                new: $type,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$type, $type> {
                self.exchange(current, new, (success, failure), false)
            }
            /// Fails for nothing, too: once in an order.
            pub fn compare_exchange_weak(
                &self,
                current: $type,
                new: $type,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$type, $type> {
                self.exchange(current, new, (success, failure), true)
            }
            fn exchange(
                &self,
                current: $type,
                new: $type,
                (success, failure): (Ordering, Ordering),
                can_fail: bool,
            ) -> Result<$type, $type> {
                // It panics where that of std does.
                let _ = real::AtomicBool::new(false).compare_exchange(false, false, success, failure);
                program::step("compare and exchange");
                let old = self.value.load(Relaxed);
                let succeeds = old == current && !(can_fail && program::strays());
                if succeeds {
                    self.history.replace(old, new, success);
                    self.value.store(new, Relaxed);
                } else {
                    self.history.read_newest(old, failure);
                }
                program::after();
                if succeeds { Ok(old) } else { Err(old) }
            }
            pub const fn as_ptr(&self) -> *mut $type {
                self.value.as_ptr()
            }
            pub fn try_update(
                &self,
                set_order: Ordering,
                fetch_order: Ordering,
                f: impl FnMut($type) -> Option<$type>,
            ) -> Result<$type, $type> {
                self.fetch_update(set_order, fetch_order, f)
            }
            pub fn update(
                &self,
                set_order: Ordering,
                fetch_order: Ordering,
                mut f: impl FnMut($type) -> $type,
            ) -> $type {
                let old = self.fetch_update(set_order, fetch_order, |old| Some(f(old)));
                old.unwrap_or_else(|old| old)
            }
            pub fn fetch_update<F: FnMut($type) -> Option<$type>>(
                &self,
                set_order: Ordering,
                fetch_order: Ordering,
                mut f: F,
            ) -> Result<$type, $type> {
                let mut old = self.load(fetch_order);
                while let Some(new) = f(old) {
                    match self.compare_exchange_weak(old, new, set_order, fetch_order) {
                        Ok(old) => return Ok(old),
                        Err(now) => old = now,
                    }
                }
                Err(old)
            }
        }

        impl$(<$generic>)? From<$type> for $name $(<$generic>)? {
            fn from(value: $type) -> Self {
                Self::new(value)
            }
        }

        impl$(<$generic>)? fmt::Debug for $name $(<$generic>)? {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.value.fmt(f)
            }
        }
    };
}

macro_rules! fetch {
    ($name:ident, $type:ty, $($method:ident)*) => {
        impl $name {
            $(pub fn $method(&self, value: $type, order: Ordering) -> $type {
                self.replace(stringify!($method), order, |now| {
                    let scratch = real::$name::new(now.load(Relaxed));
                    scratch.$method(value, Relaxed);
                    scratch.into_inner()
                })
            })*
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new(<$type>::default())
            }
        }
    };
}

macro_rules! atomic_numbers {
    ($($name:ident $type:ty,)*) => {
        $(
            atomic!($name, $type,);
            fetch!($name, $type, fetch_add fetch_sub fetch_and fetch_nand fetch_or fetch_xor fetch_max fetch_min);
        )*
    };
}

atomic!(AtomicBool, bool,);
fetch!(AtomicBool, bool, fetch_and fetch_nand fetch_or fetch_xor);
impl AtomicBool {
    pub fn fetch_not(&self, order: Ordering) -> bool {
        self.fetch_xor(true, order)
    }
}
atomic_numbers!(
    AtomicI8 i8, AtomicI16 i16, AtomicI32 i32, AtomicI64 i64, AtomicIsize isize,
    AtomicU8 u8, AtomicU16 u16, AtomicU32 u32, AtomicU64 u64, AtomicUsize usize,
);
atomic!(AtomicPtr, *mut T, <T>);

impl<T> Default for AtomicPtr<T> {
    fn default() -> Self {
        Self::new(::std::ptr::null_mut())
    }
}
