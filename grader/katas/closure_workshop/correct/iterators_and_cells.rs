//! Cells for what changes, iterators for what repeats; stages that were composed one by one.

use std::{cell::Cell, convert::identity, rc::Rc, sync::Arc};

pub fn make_adder(n: i64) -> impl Fn(i64) -> i64 + Send + 'static {
    let n = Arc::new(n);
    move |x| [x, *n].iter().sum()
}

pub fn make_counter() -> impl FnMut() -> u64 {
    let count = Rc::new(Cell::new(0));
    move || {
        count.set(count.get() + 1);
        count.get()
    }
}

pub fn compose<A, B, C>(f: impl Fn(A) -> B, g: impl Fn(B) -> C) -> impl Fn(A) -> C {
    let both = Rc::new((f, g));
    move |a| Some(a).map(&both.0).map(&both.1).unwrap()
}

pub fn repeat(times: usize, f: impl FnMut(usize)) {
    (0..times).for_each(f);
}

pub fn run_once<T>(f: impl FnOnce() -> T) -> T {
    let mut slot = Some(f);
    (slot.take().expect("it was just put in"))()
}

pub fn pipeline(stages: Vec<Box<dyn Fn(String) -> String>>) -> Box<dyn Fn(String) -> String> {
    stages
        .into_iter()
        .fold(Box::new(identity), |before, stage| {
            Box::new(compose(before, stage))
        })
}
