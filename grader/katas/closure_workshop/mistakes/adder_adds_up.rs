//! Misconception: An adder is a running total.
//! Caught by: an_adder_adds_its_number
//! Message: calls do not add up

use std::sync::atomic::{AtomicI64, Ordering::SeqCst};

pub fn make_adder(n: i64) -> impl Fn(i64) -> i64 + Send + 'static {
    let total = AtomicI64::new(n);
    move |x| total.fetch_add(x, SeqCst) + x
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
    f()
}

pub fn pipeline(stages: Vec<Box<dyn Fn(String) -> String>>) -> Box<dyn Fn(String) -> String> {
    Box::new(move |text| stages.iter().fold(text, |text, stage| stage(text)))
}
