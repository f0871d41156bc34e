//! Mistake: a field is changed through `&self`.
//! Says: `Mutex` or an atomic
pub struct Counter {
    count: u32,
}

impl Counter {
    pub fn add(&self) {
        self.count += 1;
    }
}
