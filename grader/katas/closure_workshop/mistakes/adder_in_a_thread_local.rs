//! Misconception: A thread-local variable goes with the closure to another thread.
//! Caught by: an_adder_adds_its_number
//! Message: a different variable in every thread

use std::cell::RefCell;

thread_local! { static NS: RefCell<Vec<i64>> = const { RefCell::new(Vec::new()) }; }

pub fn make_adder(n: i64) -> impl Fn(i64) -> i64 + Send + 'static {
    let index = NS.with_borrow_mut(|ns| {
        ns.push(n);
        ns.len() - 1
    });
    move |x| x + NS.with_borrow(|ns| ns.get(index).copied().unwrap_or(0))
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
