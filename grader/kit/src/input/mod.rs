//! What checks try a promise with: the sizes, texts, errors, runtimes and drops at which answers differ.
//!
//! Each of these is an iterator. While the check is at one of its items, the kit knows the item's name: a
//! failure begins with it ("With one future: …"), and `verify` lists the names below the promise. Loops nest,
//! and their names are joined.

mod cases;
mod drops;
mod errors;
mod runtimes;
mod sizes;
mod texts;

pub use cases::{Cases, cases};
pub use drops::{drop_points, drop_while_unwinding, dropped_after};
pub use errors::{SampleError, errors};
pub use runtimes::{CheckRuntime, in_a_task, runtimes};
pub use sizes::{sizes, sizes_from};
pub use texts::texts;
