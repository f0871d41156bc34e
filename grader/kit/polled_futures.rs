//! The crate `futures` for looking at a hang: its collections of futures poll all of them in every poll.
//!
//! The real ones poll only those that were woken. So a look at a future that hangs ends at the collection, and
//! the futures in it, which are what it really waits for, are not seen. An answer that hung is compiled against this
//! once more; how it is graded has nothing to do with it.

pub use futures::*;

mod list {
    use std::{future::Future, pin::Pin, task::Context};

    /// Futures, each with its output once it has one.
    pub struct Polled<F: Future>(pub Vec<(Pin<Box<F>>, Option<F::Output>)>);

    impl<F: Future> Polled<F> {
        pub fn of(futures: impl IntoIterator<Item = F>) -> Self {
            Self(
                futures
                    .into_iter()
                    .map(|future| (Box::pin(future), None))
                    .collect(),
            )
        }

        pub fn push(&mut self, future: F) {
            self.0.push((Box::pin(future), None));
        }

        /// Polls all that have not ended.
        pub fn poll(&mut self, cx: &mut Context<'_>) {
            for (future, output) in &mut self.0 {
                if output.is_none()
                    && let std::task::Poll::Ready(value) = future.as_mut().poll(cx)
                {
                    *output = Some(value);
                }
            }
        }

        /// Takes the output with this index out of the list, with its future.
        pub fn take(&mut self, index: usize) -> Option<F::Output> {
            self.0.remove(index).1
        }
    }

    // What is pinned is in boxes.
    impl<F: Future> Unpin for Polled<F> {}
}

pub mod stream {
    use super::list::Polled;
    pub use futures::stream::*;
    use std::{
        future::Future,
        pin::Pin,
        sync::Mutex,
        task::{Context, Poll},
    };

    macro_rules! collection {
        ($name:ident, $next:expr) => {
            // The lock is there because a future can be pushed through a `&` reference.
            pub struct $name<F: Future>(Mutex<Polled<F>>);

            impl<F: Future> $name<F> {
                pub fn new() -> Self {
                    Self::default()
                }

                pub fn len(&self) -> usize {
                    self.0.lock().unwrap().0.len()
                }

                pub fn is_empty(&self) -> bool {
                    self.len() == 0
                }

                pub fn clear(&mut self) {
                    self.0.get_mut().unwrap().0.clear();
                }
            }

            impl<F: Future> Default for $name<F> {
                fn default() -> Self {
                    Self::from_iter([])
                }
            }

            impl<F: Future> std::fmt::Debug for $name<F> {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str(stringify!($name))
                }
            }

            impl<F: Future> FromIterator<F> for $name<F> {
                fn from_iter<I: IntoIterator<Item = F>>(futures: I) -> Self {
                    Self(Mutex::new(Polled::of(futures)))
                }
            }

            impl<F: Future> Extend<F> for $name<F> {
                fn extend<I: IntoIterator<Item = F>>(&mut self, futures: I) {
                    let all = self.0.get_mut().unwrap();
                    futures.into_iter().for_each(|future| all.push(future));
                }
            }

            impl<F: Future> Stream for $name<F> {
                type Item = F::Output;

                fn poll_next(
                    mut self: Pin<&mut Self>,
                    cx: &mut Context<'_>,
                ) -> Poll<Option<F::Output>> {
                    let all = self.0.get_mut().unwrap();
                    if all.0.is_empty() {
                        return Poll::Ready(None);
                    }
                    all.poll(cx);
                    let next: fn(&Polled<F>) -> Option<usize> = $next;
                    match next(all) {
                        Some(index) => Poll::Ready(all.take(index)),
                        None => Poll::Pending,
                    }
                }

                fn size_hint(&self) -> (usize, Option<usize>) {
                    (self.len(), Some(self.len()))
                }
            }

            impl<F: Future> FusedStream for $name<F> {
                fn is_terminated(&self) -> bool {
                    self.is_empty()
                }
            }
        };
    }

    collection!(FuturesUnordered, |all| {
        all.0.iter().position(|(_, output)| output.is_some())
    });
    collection!(FuturesOrdered, |all| {
        all.0
            .first()
            .filter(|(_, output)| output.is_some())
            .map(|_| 0)
    });

    impl<F: Future> FuturesUnordered<F> {
        pub fn push(&self, future: F) {
            self.0.lock().unwrap().push(future);
        }
    }

    impl<F: Future> FuturesOrdered<F> {
        pub fn push_back(&mut self, future: F) {
            self.0.get_mut().unwrap().push(future);
        }

        pub fn push_front(&mut self, future: F) {
            let all = self.0.get_mut().unwrap();
            all.0.insert(0, (Box::pin(future), None));
        }
    }
}

pub mod future {
    use super::list::Polled;
    pub use futures::future::*;
    use std::{
        pin::Pin,
        task::{Context, Poll},
    };

    pub struct JoinAll<F: Future>(Polled<F>);

    pub fn join_all<I>(futures: I) -> JoinAll<I::Item>
    where
        I: IntoIterator,
        I::Item: Future,
    {
        JoinAll(Polled::of(futures))
    }

    impl<F: Future> Future for JoinAll<F> {
        type Output = Vec<F::Output>;

        fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
            self.0.poll(cx);
            if self.0.0.iter().any(|(_, output)| output.is_none()) {
                return Poll::Pending;
            }
            let ended = std::mem::take(&mut self.0.0);
            Poll::Ready(ended.into_iter().filter_map(|(_, output)| output).collect())
        }
    }

    pub struct TryJoinAll<F: TryFuture>(Polled<IntoFuture<F>>);

    pub fn try_join_all<I>(futures: I) -> TryJoinAll<I::Item>
    where
        I: IntoIterator,
        I::Item: TryFuture,
    {
        let futures = futures.into_iter().map(TryFutureExt::into_future);
        TryJoinAll(Polled::of(futures))
    }

    impl<F: TryFuture> Future for TryJoinAll<F> {
        type Output = Result<Vec<F::Ok>, F::Error>;

        fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
            self.0.poll(cx);
            let failed =
                |(_, output): &(_, Option<Result<F::Ok, F::Error>>)| matches!(output, Some(Err(_)));
            if let Some(index) = self.0.0.iter().position(failed) {
                return Poll::Ready(match self.0.take(index) {
                    Some(Err(error)) => Err(error),
                    _ => unreachable!("it has failed"),
                });
            }
            if self.0.0.iter().any(|(_, output)| output.is_none()) {
                return Poll::Pending;
            }
            let ended = std::mem::take(&mut self.0.0);
            Poll::Ready(ended.into_iter().filter_map(|(_, output)| output).collect())
        }
    }
}
