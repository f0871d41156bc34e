//! Mistake: a closure that can be called again gives its captured value away.
//! Says: only once
pub fn greeter(name: String) -> impl Fn() -> String {
    move || name
}
