//! Two numbers, from one thread to many readers, who never wait.

#![expect(
    unused_variables,
    reason = "a stub uses nothing; delete this attribute when you have filled it in"
)]

/// Two numbers that belong together, measured by one thread and read by many.
pub struct Reading {
    // The fields are up to you.
}

impl Reading {
    /// Nothing is published yet.
    #[expect(
        clippy::new_without_default,
        reason = "there is one way to make a reading, and this is it"
    )]
    pub fn new() -> Self {
        todo!()
    }

    /// Makes both numbers known. Called once.
    pub fn publish(&self, celsius: i64, percent: u64) {
        todo!()
    }

    /// Both numbers, once they are published.
    pub fn read(&self) -> Option<(i64, u64)> {
        todo!()
    }
}
