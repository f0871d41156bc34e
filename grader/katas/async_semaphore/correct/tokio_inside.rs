//! tokio's semaphore. It does not take as many permits as there can be numbers, so the rest is only counted: nobody
//! can ever hold so many.

use tokio::sync;

pub struct Semaphore {
    inner: sync::Semaphore,
    never_needed: usize,
}

pub struct Permit<'a> {
    _inner: sync::SemaphorePermit<'a>,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        let used = permits.min(sync::Semaphore::MAX_PERMITS);
        Self {
            inner: sync::Semaphore::new(used),
            never_needed: permits - used,
        }
    }

    pub async fn acquire(&self) -> Permit<'_> {
        let permit = self.inner.acquire().await;
        Permit {
            _inner: permit.expect("it is never closed"),
        }
    }

    pub fn free(&self) -> usize {
        self.inner.available_permits() + self.never_needed
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        // Its field gives it back.
    }
}
