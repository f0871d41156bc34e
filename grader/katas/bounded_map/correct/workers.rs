//! As many workers as the limit allows take from one list, from its end; results go to their slots.

use futures::future::join_all;
use std::{cell::RefCell, future::Future};

pub async fn bounded_map<T, R, F, Fut>(items: Vec<T>, limit: usize, f: F) -> Vec<R>
where
    F: Fn(T) -> Fut,
    Fut: Future<Output = R>,
{
    let results: RefCell<Vec<Option<R>>> = RefCell::new(items.iter().map(|_| None).collect());
    let left: RefCell<Vec<(usize, T)>> = RefCell::new(items.into_iter().enumerate().collect());
    let worker = async || {
        loop {
            let Some((index, item)) = left.borrow_mut().pop() else {
                return;
            };
            let result = f(item).await;
            results.borrow_mut()[index] = Some(result);
        }
    };
    let workers = limit.clamp(1, left.borrow().len().max(1));
    join_all((0..workers).map(|_| worker())).await;
    results.into_inner().into_iter().flatten().collect()
}
