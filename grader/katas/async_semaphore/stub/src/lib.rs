//! So many at a time: a semaphore, whose waiting blocks no thread.

#![expect(
    unused_variables,
    reason = "a stub uses nothing; delete this attribute when you have filled it in"
)]

use std::marker::PhantomData;

/// So many may be inside at the same time. Shared by reference.
pub struct Semaphore {
    // The fields are up to you.
}

/// The right to be inside; dropping it gives it back.
pub struct Permit<'a> {
    // The fields are up to you.
    of: PhantomData<&'a Semaphore>,
}

impl Semaphore {
    /// A semaphore of which so many `permits` can be held at the same time.
    pub fn new(permits: usize) -> Self {
        todo!()
    }

    /// Waits for a permit.
    pub async fn acquire(&self) -> Permit<'_> {
        todo!()
    }

    /// How many permits are free.
    pub fn free(&self) -> usize {
        todo!()
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        todo!()
    }
}
