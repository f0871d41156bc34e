//! What checks measure with.

mod background;
mod gauge;
mod rendezvous;
mod timeline;
mod turnstile;
mod wakes;

pub use background::Background;
pub use gauge::{Gauge, Inside};
pub use rendezvous::Rendezvous;
pub use timeline::{Span, TICK, Timeline};
pub(crate) use timeline::{about_to_panic, current_picture, picture_of_failure};
pub use turnstile::{Turnstile, linger};
pub use wakes::Wakes;

use std::time::Duration;

/// How long a check waits, on the real clock, for what correct code does in a millisecond. It is for a machine
/// whose cores are all busy with something else.
pub const PATIENCE: Duration = Duration::from_secs(3);
