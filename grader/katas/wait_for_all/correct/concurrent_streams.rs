//! `for_each_concurrent` without a limit, writing into slots that all futures share.

use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use std::{cell::RefCell, future::Future};

pub async fn wait_for_all<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    let slots = RefCell::new(Vec::from_iter(futs.iter().map(|_| None)));
    stream::iter(futs.into_iter().enumerate())
        .for_each_concurrent(None, |(index, fut)| {
            let slots = &slots;
            async move {
                let result = fut.await;
                slots.borrow_mut()[index] = Some(result);
            }
        })
        .await;
    slots.into_inner().into_iter().flatten().collect()
}

pub async fn fail_fast<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    let slots = RefCell::new(Vec::from_iter(futs.iter().map(|_| None)));
    stream::iter(futs.into_iter().enumerate().map(Ok))
        .try_for_each_concurrent(None, async |(index, fut): (usize, F)| {
            let value = fut.await?;
            slots.borrow_mut()[index] = Some(value);
            anyhow::Ok(())
        })
        .await?;
    Ok(slots.into_inner().into_iter().flatten().collect())
}
