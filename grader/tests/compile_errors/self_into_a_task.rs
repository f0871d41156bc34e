//! Mistake: a method's task uses `self`.
//! Says: `self` was only lent
//! Says not: let self
pub struct Counter {
    count: u32,
}

impl Counter {
    pub fn start(&mut self) {
        tokio::spawn(async move { self.count += 1 });
    }
}
