//! Plain loops, and a counter of its own type behind the closure.

#[derive(Default)]
struct Counter {
    calls: u64,
}

impl Counter {
    fn next(&mut self) -> u64 {
        self.calls += 1;
        self.calls
    }
}

pub fn make_adder(n: i64) -> impl Fn(i64) -> i64 + Send + 'static {
    move |x: i64| -> i64 { n.wrapping_add(x) }
}

pub fn make_counter() -> impl FnMut() -> u64 {
    let mut counter = Counter::default();
    move || counter.next()
}

pub fn compose<A, B, C>(f: impl Fn(A) -> B, g: impl Fn(B) -> C) -> impl Fn(A) -> C {
    move |a: A| -> C {
        let b: B = f(a);
        g(b)
    }
}

pub fn repeat(times: usize, mut f: impl FnMut(usize)) {
    let mut index = 0;
    while index != times {
        f(index);
        index += 1;
    }
}

pub fn run_once<T>(f: impl FnOnce() -> T) -> T {
    let value = f();
    value
}

pub fn pipeline(stages: Vec<Box<dyn Fn(String) -> String>>) -> Box<dyn Fn(String) -> String> {
    Box::new(move |text| {
        let mut now = text;
        for stage in stages.iter() {
            now = stage(now);
        }
        now
    })
}
