//! Misconception: A closure is called once at a time, so a borrow may be kept during the call.
//! Caught by: compose_calls_f_and_then_g
//! Message: a borrow that is kept while

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
    let both = std::cell::RefCell::new((f, g));
    move |a| {
        let both = both.borrow_mut();
        let b = (both.0)(a);
        (both.1)(b)
    }
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
