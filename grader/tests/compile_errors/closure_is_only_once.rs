//! Mistake: a closure that consumes what it captured is given where it is called many times.
//! Says: only once
fn twice(f: impl Fn() -> String) -> String {
    f() + &f()
}

pub fn start(name: String) -> String {
    let greet = move || name;
    twice(greet)
}
