//! Misconception: A prepared call must be made in any case.
//! Caught by: prepare_defers_the_call
//! Message: nothing may run when it is dropped

use std::future::Future;

pub fn prepare<F, Fut>(f: F) -> impl Future<Output = Fut::Output>
where
    F: FnOnce() -> Fut,
    Fut: Future,
{
    struct Call<F: FnOnce() -> Fut, Fut>(Option<F>);
    impl<F: FnOnce() -> Fut, Fut> Drop for Call<F, Fut> {
        fn drop(&mut self) {
            self.0.take().map(|f| f());
        }
    }
    let mut call = Call(Some(f));
    async move {
        let f = call.0.take().unwrap();
        f().await
    }
}

pub async fn one_at_a_time<F, Fut, T>(calls: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: FnOnce() -> Fut,
    Fut: Future<Output = anyhow::Result<T>>,
{
    let mut values = Vec::new();
    for call in calls {
        values.push(call().await?);
    }
    Ok(values)
}

pub async fn map_async<F>(items: &[u32], f: F) -> Vec<u32>
where
    F: AsyncFn(u32) -> u32,
{
    let mut results = Vec::new();
    for &item in items {
        results.push(f(item).await);
    }
    results
}
