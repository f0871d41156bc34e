//! Futures of a check at the same time.

use crate::output::Output;
use futures::future::{self, LocalBoxFuture};
use std::future::Future;

/// As [`futures::future::join_all`], for the futures of checks. In boxes: all that it does is compiled for each type of
/// future, and that is more code than most checks have.
///
/// ```
/// use kata_kit::{join_all, ms, paused, tokio::time::sleep};
///
/// let doubled = paused(join_all((1..=3).map(async |number: u64| {
///     sleep(ms(40 - 10 * number)).await;
///     number * 2
/// })));
/// assert_eq!(doubled, [2, 4, 6]);
/// ```
pub fn join_all<'a, T: 'a>(
    futures: impl IntoIterator<Item: Future<Output = T> + 'a>,
) -> LocalBoxFuture<'a, Vec<T>> {
    let (mut without_output, mut outputs) = (Vec::new(), Vec::new());
    for future in futures {
        let (future, output) = Output::of(Box::pin(future));
        without_output.push(future);
        outputs.push(output);
    }
    outputs_of(outputs, all_end(without_output))
}

fn outputs_of<'a, T: 'a>(
    outputs: Vec<Output<T>>,
    all_end: LocalBoxFuture<'a, ()>,
) -> LocalBoxFuture<'a, Vec<T>> {
    Box::pin(async move {
        all_end.await;
        // A loop: `collect` is more code, for each type of output.
        let mut all = Vec::new();
        for output in outputs {
            all.push(output.take());
        }
        all
    })
}

fn all_end(futures: Vec<LocalBoxFuture<'_, ()>>) -> LocalBoxFuture<'_, ()> {
    Box::pin(async {
        future::join_all(futures).await;
    })
}
