//! Misconception: Few calls need only a small number.
//! Caught by: repeat_counts_from_zero
//! Message: count in that type

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
    for i in 0..(times as u8) {
        f(i as usize)
    }
}

pub fn run_once<T>(f: impl FnOnce() -> T) -> T {
    f()
}

pub fn pipeline(stages: Vec<Box<dyn Fn(String) -> String>>) -> Box<dyn Fn(String) -> String> {
    Box::new(move |text| stages.iter().fold(text, |text, stage| stage(text)))
}
