//! Work on many things at the same time.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

/// How many answers are graded at the same time where there are many, with so many `jobs`: while the checks of one wait,
/// others are compiled.
pub fn answers_at_work(jobs: usize) -> usize {
    jobs * 3
}

/// How many of their checks are run at the same time: many mistakes hang, and wait until their time is over.
pub fn checks_at_work(jobs: usize) -> usize {
    jobs * 4
}

/// Applies `work` to every item on as many threads as there are jobs, or as the system gives; results in
/// order.
pub fn in_parallel<T: Sync, R: Send>(
    items: &[T],
    jobs: usize,
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            match items.get(index) {
                Some(item) => done.push((index, work(item))),
                None => return done,
            }
        }
    };
    let mut results: Vec<(usize, R)> = thread::scope(|scope| {
        let helpers = 1..jobs.clamp(1, items.len().max(1));
        let threads: Vec<_> = helpers
            .flat_map(|_| thread::Builder::new().spawn_scoped(scope, worker))
            .collect();
        let mut done = worker();
        for thread in threads {
            let more = thread.join();
            done.extend(more.unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        done
    });
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::in_parallel;

    #[test]
    fn parallel_work_keeps_the_order_of_its_items() {
        let squares = in_parallel(&[1, 2, 3, 4, 5], 3, |n| n * n);
        assert_eq!(squares, [1, 4, 9, 16, 25]);
        assert!(in_parallel(&[0u8; 0], 3, |n| *n).is_empty());
    }
}
