//! Where a future, or another value, is dropped.

use super::cases::{boxed, cases};
use crate::output::Output;
use futures::future::LocalBoxFuture;
use std::{
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind},
    task::Poll,
};

/// After how many polls a future is dropped: 0, 1, 2 and so on. The check ends the loop when the future has come to
/// its end before.
///
/// ```
/// use kata_kit::{drop_points, dropped_after, ms, paused, tokio::time::sleep};
///
/// paused(async {
///     for polls in drop_points() {
///         let ended = dropped_after(polls, sleep(ms(5))).await;
///         // Here the check looks at what the dropped future has left behind.
///         if ended.is_some() {
///             break;
///         }
///     }
/// });
/// ```
pub fn drop_points() -> impl Iterator<Item = usize> {
    boxed(cases((0..).map(|polls| (name(polls), polls))))
}

fn name(polls: usize) -> String {
    match polls {
        0 => "dropped before its first poll".into(),
        1 => "dropped after one poll".into(),
        _ => format!("dropped after {polls} polls"),
    }
}

/// Polls `future` as a task would, each time it is woken, and drops it after so many `polls`. Gives its output if it
/// ended before that.
pub fn dropped_after<'a, T: 'a>(
    polls: usize,
    future: impl Future<Output = T> + 'a,
) -> LocalBoxFuture<'a, Option<T>> {
    let (future, output) = Output::of(Box::pin(future));
    output.after_if(ends_in(polls, future))
}

fn ends_in(polls: usize, future: LocalBoxFuture<'_, ()>) -> LocalBoxFuture<'_, bool> {
    // Gone as soon as the last poll is over.
    let mut future = Some(future);
    let mut polled = 0;
    Box::pin(poll_fn(move |cx| {
        let Some(running) = future.as_mut().filter(|_| polled < polls) else {
            future = None;
            return Poll::Ready(false);
        };
        polled += 1;
        match running.as_mut().poll(cx) {
            Poll::Ready(()) => Poll::Ready(true),
            Poll::Pending if polled == polls => {
                future = None;
                Poll::Ready(false)
            }
            Poll::Pending => Poll::Pending,
        }
    }))
}

/// Drops `value` in a panic that unwinds, and catches the panic.
pub fn drop_while_unwinding<T>(value: T) {
    let unwinds = AssertUnwindSafe(move || {
        let _dropped_by_the_panic = value;
        panic!("a panic of the check, which drops what its function owns");
    });
    let ended: std::thread::Result<()> = catch_unwind(unwinds);
    debug_assert!(ended.is_err());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ms, paused};
    use tokio::time::sleep;

    #[test]
    fn a_future_is_dropped_after_each_of_its_polls() {
        async fn two_sleeps() -> u32 {
            sleep(ms(5)).await;
            sleep(ms(5)).await;
            7
        }
        let outputs: Vec<Option<u32>> = paused(async {
            let mut outputs = Vec::new();
            for polls in drop_points() {
                outputs.push(dropped_after(polls, two_sleeps()).await);
                if outputs.last().is_some_and(Option::is_some) {
                    break;
                }
            }
            outputs
        });
        assert_eq!(outputs, [None, None, None, Some(7)]);
    }

    #[test]
    fn a_value_is_dropped_while_its_thread_panics() {
        struct Asks<'a>(&'a std::cell::Cell<bool>);
        impl Drop for Asks<'_> {
            fn drop(&mut self) {
                self.0.set(std::thread::panicking());
            }
        }
        let was_panicking = std::cell::Cell::new(false);
        drop_while_unwinding(Asks(&was_panicking));
        assert!(was_panicking.get());
    }
}
