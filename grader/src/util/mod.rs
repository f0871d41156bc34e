//! Small things that know nothing of katas.

pub(crate) mod ci;
pub mod files;
pub mod folder_name;
pub mod log;
pub mod memo;
pub mod notice;
pub mod parallel;
pub(crate) mod progress_bar;
pub(crate) mod semaphore;
pub(crate) mod single_keys;
pub mod text;
