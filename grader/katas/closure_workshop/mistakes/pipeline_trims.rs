//! Misconception: White space at the end of a text is noise.
//! Caught by: a_pipeline_goes_from_left_to_right
//! Message: Nothing is trimmed or cut

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
    f()
}

pub fn pipeline(stages: Vec<Box<dyn Fn(String) -> String>>) -> Box<dyn Fn(String) -> String> {
    Box::new(move |text| {
        stages
            .iter()
            .fold(text, |text, stage| stage(text).trim_end().to_string())
    })
}
