//! Threads and a channel, with the last job on the caller's thread; futures polled by hand.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::mpsc,
    task::Poll,
    thread,
};

pub fn sequential<T>(n: usize, f: impl Fn(usize) -> T) -> Vec<T> {
    let mut results = Vec::with_capacity(n);
    results.resize_with(n, || None);
    for (index, slot) in results.iter_mut().enumerate() {
        *slot = Some(f(index));
    }
    results.into_iter().flatten().collect()
}

pub fn threaded<T: Send>(n: usize, f: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let Some(last) = n.checked_sub(1) else {
        return vec![];
    };
    let (sender, receiver) = mpsc::channel();
    let mut results: Vec<(usize, T)> = thread::scope(|scope| {
        for index in 0..last {
            let (sender, f) = (sender.clone(), &f);
            scope.spawn(move || sender.send((index, f(index))));
        }
        drop(sender);
        let mine = (last, f(last));
        receiver.iter().chain([mine]).collect()
    });
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, value)| value).collect()
}

enum Job<Fut, T> {
    Running(Pin<Box<Fut>>),
    Ended(Option<T>),
}

pub async fn one_task<F, Fut, T>(n: usize, f: F) -> Vec<T>
where
    F: Fn(usize) -> Fut,
    Fut: Future<Output = T>,
{
    let mut jobs: Vec<Job<Fut, T>> = (0..n).map(|i| Job::Running(Box::pin(f(i)))).collect();
    poll_fn(|cx| {
        let mut open = 0;
        for job in &mut jobs {
            if let Job::Running(fut) = job {
                match fut.as_mut().poll(cx) {
                    Poll::Ready(value) => *job = Job::Ended(Some(value)),
                    Poll::Pending => open += 1,
                }
            }
        }
        if open == 0 {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    jobs.into_iter()
        .filter_map(|job| match job {
            Job::Ended(value) => value,
            Job::Running(_) => None,
        })
        .collect()
}

pub async fn many_tasks<F, Fut, T>(n: usize, f: F) -> anyhow::Result<Vec<T>>
where
    F: Fn(usize) -> Fut,
    Fut: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let tasks = sequential(n, |index| tokio::spawn(f(index)));
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await?);
    }
    Ok(results)
}
