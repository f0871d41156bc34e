//! `std::sync::atomic`: each operation is a step. All are sequentially consistent, whatever ordering they ask for.

use crate::engine::program;
use ::std::{fmt, sync::atomic as real};

pub use ::std::sync::atomic::*;

/// Is a step, and orders nothing that is not in order anyway.
pub fn fence(order: Ordering) {
    program::step("fence");
    real::fence(order);
}

macro_rules! atomic {
    ($name:ident, $type:ty, $(<$generic:ident>)?) => {
        /// The stand-in of std's type of this name.
        #[repr(transparent)]
        pub struct $name $(<$generic>)? (real::$name $(<$generic>)?);

        impl$(<$generic>)? $name $(<$generic>)? {
            pub const fn new(value: $type) -> Self {
                Self(real::$name::new(value))
            }
            pub fn get_mut(&mut self) -> &mut $type {
                self.0.get_mut()
            }
            pub fn into_inner(self) -> $type {
                self.0.into_inner()
            }
            pub fn load(&self, order: Ordering) -> $type {
                program::step("load");
                let old = self.0.load(order);
                program::after();
                old
            }
            pub fn store(&self, value: $type, order: Ordering) {
                program::step("store");
                self.0.store(value, order);
                program::after();
            }
            pub fn swap(&self, value: $type, order: Ordering) -> $type {
                program::step("swap");
                let old = self.0.swap(value, order);
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
                program::step("compare and exchange");
                let old = self.0.compare_exchange(current, new, success, failure);
                program::after();
                old
            }
            pub fn compare_exchange_weak(
                &self,
                current: $type,
                new: $type,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$type, $type> {
                self.compare_exchange(current, new, success, failure)
            }
            pub const fn as_ptr(&self) -> *mut $type {
                self.0.as_ptr()
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
                self.0.fmt(f)
            }
        }
    };
}

macro_rules! fetch {
    ($name:ident, $type:ty, $($method:ident)*) => {
        impl $name {
            $(pub fn $method(&self, value: $type, order: Ordering) -> $type {
                program::step(stringify!($method));
                let old = self.0.$method(value, order);
                program::after();
                old
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
