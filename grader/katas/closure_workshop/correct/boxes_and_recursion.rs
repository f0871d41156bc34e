//! Boxed closures and recursion wherever they are possible.

pub fn make_adder(n: i64) -> impl Fn(i64) -> i64 + Send + 'static {
    let boxed: Box<dyn Fn(i64) -> i64 + Send> = Box::new(move |x| n + x);
    boxed
}

pub fn make_counter() -> impl FnMut() -> u64 {
    let mut numbers = 1..;
    Box::new(move || numbers.next().unwrap())
}

pub fn compose<A, B, C>(f: impl Fn(A) -> B, g: impl Fn(B) -> C) -> impl Fn(A) -> C {
    Box::new(move |a| {
        let between = f(a);
        g(between)
    })
}

pub fn repeat(times: usize, mut f: impl FnMut(usize)) {
    fn up_to(times: usize, f: &mut dyn FnMut(usize)) {
        if let Some(last) = times.checked_sub(1) {
            up_to(last, f);
            f(last);
        }
    }
    up_to(times, &mut f)
}

pub fn run_once<T>(f: impl FnOnce() -> T) -> T {
    Some(f).map(|f| f()).unwrap()
}

pub fn pipeline(mut stages: Vec<Box<dyn Fn(String) -> String>>) -> Box<dyn Fn(String) -> String> {
    match stages.pop() {
        None => Box::new(|text| text),
        Some(last) => {
            let before = pipeline(stages);
            Box::new(move |text| last(before(text)))
        }
    }
}
