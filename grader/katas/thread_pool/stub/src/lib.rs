//! Threads that do whatever they are given.

#![expect(
    unused_variables,
    reason = "a stub uses nothing; delete this attribute when you have filled it in"
)]

use std::marker::PhantomData;

/// Threads that do whatever they are given. Dropping it waits for all that was given to it.
pub struct Pool {
    // The fields are up to you.
}

/// The way to a job's value.
pub struct Job<T> {
    // The fields are up to you.
    value: PhantomData<T>,
}

/// The job panicked, with this text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panicked(pub String);

impl Pool {
    /// `threads` is at least 1.
    pub fn new(threads: usize) -> Self {
        todo!()
    }

    /// Has `work` done by the next thread that is free.
    pub fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Job<T> {
        todo!()
    }
}

impl<T> Job<T> {
    /// Waits for the job's end.
    pub fn wait(self) -> Result<T, Panicked> {
        todo!()
    }
}
