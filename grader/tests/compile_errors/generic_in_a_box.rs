//! Mistake: something that may borrow is put into a box that may not.
//! Says: may hold something borrowed
pub fn boxed(call: impl Fn() -> u8) -> Box<dyn Fn() -> u8> {
    Box::new(move || call() + 1)
}
