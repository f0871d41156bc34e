//! Mistake: an `FnMut` is called through a parameter that is not `mut`.
//! Says: `mut call: …`
pub fn twice(call: impl FnMut()) {
    call();
    call();
}
