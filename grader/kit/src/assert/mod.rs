//! Assertions that teach: what was observed first, then the misconception behind it.

mod assertions;
mod call;
mod caught;
mod shown;

pub use assertions::{assert_polled_at_most, assert_same, assert_that, assert_within, try_within};
pub use call::{Call, call};
pub use caught::{Panicked, caught_call};
pub use shown::{Shown, in_words};
