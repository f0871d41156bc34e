//! A future that another thread can ask where it waits.

use super::{
    state::{ANSWER_TIMEOUT, FutureProbe, HangState, lock},
    tasks::tasks_here,
    traced::poll_traced,
};
use futures::task::AtomicWaker;
use kata_protocol::StackSample;
use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    task::{Context, Poll},
    thread,
    time::{Duration, Instant},
};
use tokio::runtime::Handle;

/// A future that can be asked, as long as it lives, where it waits.
pub(crate) struct SampledFuture<'a> {
    future: Pin<Box<dyn Future<Output = ()> + 'a>>,
    probe: Arc<FutureProbe>,
    state: &'static HangState,
}

impl<'a> SampledFuture<'a> {
    pub(super) fn new(
        state: &'static HangState,
        future: Pin<Box<dyn Future<Output = ()> + 'a>>,
        runtime: Option<Handle>,
    ) -> Self {
        let probe = Arc::new(FutureProbe {
            waker: AtomicWaker::new(),
            requested: AtomicBool::new(false),
            samples: Mutex::default(),
            done: AtomicBool::new(false),
            runtime,
        });
        lock(&state.futures).push(probe.clone());
        Self {
            future,
            probe,
            state,
        }
    }
}

impl Future for SampledFuture<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Self { future, probe, .. } = &mut *self;
        probe.waker.register(cx.waker());
        if !probe.requested.load(SeqCst) {
            return future.as_mut().poll(cx);
        }
        probe.requested.store(false, SeqCst);
        let (poll, samples) = poll_traced(&mut |cx| future.as_mut().poll(cx), cx);
        // Publish the future's own samples first: dumping thousands of tasks can take longer than
        // `FutureProbe::sample` waits for a first answer.
        *lock(&probe.samples) = samples;
        let tasks = tasks_here();
        lock(&probe.samples).extend(tasks);
        probe.done.store(true, SeqCst);
        poll
    }
}

impl Drop for SampledFuture<'_> {
    fn drop(&mut self) {
        lock(&self.state.futures).retain(|probe| !Arc::ptr_eq(probe, &self.probe));
    }
}

impl FutureProbe {
    /// Has the future polled once more. Nothing is seen if its thread never comes back to it.
    pub(super) fn sample(&self) -> Vec<StackSample> {
        self.requested.store(true, SeqCst);
        self.waker.wake();
        let started = Instant::now();
        while !self.done.load(SeqCst) {
            // After its first answer it needs no more than time, for its tasks.
            let has_answered = !lock(&self.samples).is_empty();
            let factor = if has_answered { 3 } else { 1 };
            if started.elapsed() > factor * ANSWER_TIMEOUT {
                break;
            }
            thread::sleep(Duration::from_millis(5));
        }
        std::mem::take(&mut *lock(&self.samples))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kata_protocol::SampleKind;
    use std::{future::poll_fn, sync::mpsc};

    #[test]
    fn a_future_on_another_thread_says_that_it_has_lost_its_wake_up() {
        let state: &HangState = Box::leak(Box::default());
        let (started, has_started) = mpsc::channel();
        thread::spawn(move || {
            let lost = poll_fn(|_| {
                let _ = started.send(());
                Poll::Pending
            });
            let lost = SampledFuture::new(state, Box::pin(lost), None);
            futures::executor::block_on(lost)
        });
        has_started.recv().expect("the future is polled");
        let probe = lock(&state.futures)[0].clone();
        let kinds: Vec<_> = probe.sample().into_iter().map(|seen| seen.kind).collect();
        assert_eq!(kinds, [SampleKind::LostWakeUp]);
    }
}
