//! Make closures, and use the closures of others.

#![expect(
    unused_variables,
    reason = "a stub uses nothing; delete this attribute when you have filled it in"
)]

/// A closure that adds `n`.
pub fn make_adder(n: i64) -> impl Fn(i64) -> i64 + Send + 'static {
    move |x| todo!()
}

/// A closure that counts its calls: it returns 1, then 2, then 3, and so on.
pub fn make_counter() -> impl FnMut() -> u64 {
    || todo!()
}

/// A closure that calls `f`, and then `g` with what `f` gave.
pub fn compose<A, B, C>(f: impl Fn(A) -> B, g: impl Fn(B) -> C) -> impl Fn(A) -> C {
    move |a| todo!()
}

/// Calls `f(0)`, `f(1)`, … `f(times - 1)`.
pub fn repeat(times: usize, f: impl FnMut(usize)) {
    todo!()
}

/// Calls `f`, and gives its value.
pub fn run_once<T>(f: impl FnOnce() -> T) -> T {
    todo!()
}

/// A closure that puts a text through all stages, from left to right.
pub fn pipeline(stages: Vec<Box<dyn Fn(String) -> String>>) -> Box<dyn Fn(String) -> String> {
    todo!()
}
