//! Small things that know nothing of katas.

pub mod ci;
pub mod files;
pub mod log;
pub mod memo;
pub mod notice;
pub mod parallel;
pub mod progress_bar;
pub mod semaphore;
pub mod text;
