//! Slots that are polled by hand, each time all of them.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::Poll,
};

pub async fn bounded_map<T, R, F, Fut>(items: Vec<T>, limit: usize, f: F) -> Vec<R>
where
    F: Fn(T) -> Fut,
    Fut: Future<Output = R>,
{
    let mut slots: Vec<Option<(usize, Pin<Box<Fut>>)>> = Vec::new();
    slots.resize_with(limit.clamp(1, items.len().max(1)), || None);
    let mut results: Vec<Option<R>> = items.iter().map(|_| None).collect();
    let mut left = items.into_iter().enumerate();
    poll_fn(|cx| {
        let mut busy = 0;
        for slot in &mut slots {
            loop {
                if slot.is_none() {
                    *slot = left.next().map(|(index, item)| (index, Box::pin(f(item))));
                }
                let Some((index, future)) = slot else {
                    break;
                };
                match future.as_mut().poll(cx) {
                    Poll::Ready(result) => {
                        results[*index] = Some(result);
                        *slot = None;
                    }
                    Poll::Pending => {
                        busy += 1;
                        break;
                    }
                }
            }
        }
        if busy == 0 {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    results.into_iter().flatten().collect()
}
