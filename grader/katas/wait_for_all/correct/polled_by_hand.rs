//! One hand-written `poll_fn` over boxed futures for both functions; context is added to the errors.

use anyhow::Context as _;
use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::Poll,
};

enum Slot<F, T> {
    Running(Pin<Box<F>>),
    Ended(Option<anyhow::Result<T>>),
}

async fn run<F, T>(futs: Vec<F>, stop_at_error: bool) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    let mut slots: Vec<Slot<F, T>> = futs
        .into_iter()
        .map(|fut| Slot::Running(Box::pin(fut)))
        .collect();
    poll_fn(move |cx| {
        let mut pending = false;
        for (index, slot) in slots.iter_mut().enumerate() {
            let Slot::Running(fut) = slot else { continue };
            match fut.as_mut().poll(cx) {
                Poll::Pending => pending = true,
                Poll::Ready(Err(error)) if stop_at_error => {
                    return Poll::Ready(Err(error.context(format!("future {index} failed"))));
                }
                Poll::Ready(result) => *slot = Slot::Ended(Some(result)),
            }
        }
        if pending {
            return Poll::Pending;
        }
        let results = slots.iter_mut().filter_map(|slot| match slot {
            Slot::Ended(result) => result.take(),
            Slot::Running(_) => None,
        });
        Poll::Ready(results.collect())
    })
    .await
}

pub async fn wait_for_all<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    run(futs, false).await.context("failed to wait for all")
}

pub async fn fail_fast<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    run(futs, true).await
}
