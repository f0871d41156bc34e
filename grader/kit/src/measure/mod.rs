//! What checks measure with.

mod gauge;
mod rendezvous;
mod timeline;
mod wakes;

pub use gauge::{Gauge, Inside};
pub use rendezvous::Rendezvous;
pub use timeline::{Span, TICK, Timeline};
pub(crate) use timeline::{about_to_panic, current_picture, picture_of_failure};
pub use wakes::Wakes;
