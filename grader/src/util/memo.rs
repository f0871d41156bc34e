//! A value that is made once, when it is needed first, and may fail to be made.

use anyhow::{Result, anyhow};
use std::sync::OnceLock;

/// The value or, for everybody, the error that its making ended with.
#[derive(Debug)]
pub struct Memo<T>(OnceLock<Result<T, String>>);

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self(OnceLock::new())
    }
}

impl<T> Memo<T> {
    /// One that is made already.
    pub fn of(value: T) -> Self {
        Self(OnceLock::from(Ok(value)))
    }

    /// The value, made with `make` if this is the first time.
    ///
    /// # Errors
    ///
    /// Whenever `make` has failed.
    pub fn get_or_init(&self, make: impl FnOnce() -> Result<T>) -> Result<&T> {
        let made = self
            .0
            .get_or_init(|| make().map_err(|error| format!("{error:#}")));
        made.as_ref().map_err(|message| anyhow!("{message}"))
    }
}
