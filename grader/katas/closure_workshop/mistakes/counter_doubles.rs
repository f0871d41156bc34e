//! Misconception: Adding the count to itself adds one.
//! Caught by: a_counter_counts_from_one
//! Message: The count goes up by 1 with every call

/// A closure that adds `n`.
pub fn make_adder(n: i64) -> impl Fn(i64) -> i64 + Send + 'static {
    // Without `move` the closure would borrow `n`, which is gone when this function returns.
    move |x| x + n
}

/// A closure that counts its calls: it returns 1, then 2, then 3, and so on.
pub fn make_counter() -> impl FnMut() -> u64 {
    // A new variable with every call of this function, owned by the closure: nobody shares it.
    let mut count = 1;
    move || {
        let now = count;
        count += count;
        now
    }
}

/// A closure that calls `f`, and then `g` with what `f` gave.
pub fn compose<A, B, C>(f: impl Fn(A) -> B, g: impl Fn(B) -> C) -> impl Fn(A) -> C {
    move |a| g(f(a))
}

/// Calls `f(0)`, `f(1)`, … `f(times - 1)`.
pub fn repeat(times: usize, mut f: impl FnMut(usize)) {
    // `mut f`, because a call may change what `f` has captured, and with it `f`.
    for index in 0..times {
        f(index);
    }
}

/// Calls `f`, and gives its value.
pub fn run_once<T>(f: impl FnOnce() -> T) -> T {
    f()
}

/// A closure that puts a text through all stages, from left to right.
pub fn pipeline(stages: Vec<Box<dyn Fn(String) -> String>>) -> Box<dyn Fn(String) -> String> {
    // `iter` only borrows the stages from the closure that owns them, so they are there for the next
    // call as well. Without any stages, `fold` gives what it was started with.
    Box::new(move |text| stages.iter().fold(text, |text, stage| stage(text)))
}
