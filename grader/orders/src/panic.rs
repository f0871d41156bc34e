//! `std::panic`.

use crate::engine::program;
use ::std::any::Any;

pub use ::std::panic::*;

/// `std::panic::catch_unwind`.
pub fn catch_unwind<F: FnOnce() -> R + UnwindSafe, R>(f: F) -> crate::thread::Result<R> {
    let result = ::std::panic::catch_unwind(f);
    if result.is_err() {
        program::has_caught_a_panic();
    }
    result
}

/// `std::panic::resume_unwind`.
pub fn resume_unwind(payload: Box<dyn Any + Send>) -> ! {
    program::begins_to_unwind();
    ::std::panic::resume_unwind(payload)
}
