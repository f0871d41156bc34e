//! What checks measure with.

mod background;
mod gauge;
mod join;
mod patience;
mod rendezvous;
mod timeline;
mod turnstile;
mod wakes;

pub use background::Background;
pub use gauge::{Gauge, Inside};
pub use join::join_all;
pub use patience::{PATIENCE, wait_until};
pub use rendezvous::Rendezvous;
pub use timeline::{Span, TICK, Timeline};
pub(crate) use timeline::{about_to_panic, current_picture, picture_of_failure};
pub use turnstile::{Turnstile, linger};
pub use wakes::Wakes;
