//! Mistake: a closure that only looks should change what it captured.
//! Says: `FnMut`
pub fn counter() -> impl Fn() -> u32 {
    let mut count = 0;
    move || {
        count += 1;
        count
    }
}
