//! Misconception: The same text always comes out in the same way.
//! Caught by: a_pipeline_works_again_and_again_and_without_stages
//! Message: need not be what it gives now

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
    let memo = std::cell::RefCell::new(std::collections::HashMap::new());
    Box::new(move |text| {
        if let Some(t) = memo.borrow().get(&text) {
            return String::clone(t);
        }
        let r = stages.iter().fold(text.clone(), |text, stage| stage(text));
        memo.borrow_mut().insert(text, r.clone());
        r
    })
}
