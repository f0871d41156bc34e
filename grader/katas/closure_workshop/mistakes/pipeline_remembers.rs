//! Misconception: A closure needs to do its work only once and can keep the result.
//! Caught by: a_pipeline_works_again_and_again_and_without_stages
//! Message: nothing is kept from an earlier call

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
    let result = std::cell::OnceCell::new();
    Box::new(move |text| {
        result
            .get_or_init(|| stages.iter().fold(text, |text, stage| stage(text)))
            .clone()
    })
}
