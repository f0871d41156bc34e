//! Misconception: std::sync::Once is what calls a closure once.
//! Caught by: run_once_takes_a_closure_that_consumes
//! Message: runs only the first of all

use std::sync::Once;

pub fn make_adder(n: i64) -> impl Fn(i64) -> i64 + Send + 'static {
    move |x| x + n
}

pub fn make_counter() -> impl FnMut() -> u64 {
    let mut count = 0;
    move || {
        count += 1;
        count
    }
}

pub fn compose<A, B, C>(f: impl Fn(A) -> B, g: impl Fn(B) -> C) -> impl Fn(A) -> C {
    move |a| g(f(a))
}

pub fn repeat(times: usize, mut f: impl FnMut(usize)) {
    for index in 0..times {
        f(index);
    }
}

pub fn run_once<T>(f: impl FnOnce() -> T) -> T {
    static ONCE: Once = Once::new();
    let mut value = None;
    ONCE.call_once(|| value = Some(f()));
    value.unwrap()
}

pub fn pipeline(stages: Vec<Box<dyn Fn(String) -> String>>) -> Box<dyn Fn(String) -> String> {
    Box::new(move |text| stages.iter().fold(text, |text, stage| stage(text)))
}
