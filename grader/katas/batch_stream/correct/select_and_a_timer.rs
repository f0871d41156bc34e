//! `select!` between the source and a pinned timer that is set anew for every batch.

use futures::stream::{self, Stream, StreamExt as _};
use std::time::Duration;
use tokio::{select, time::sleep};

pub fn batches<S>(source: S, max: usize, wait: Duration) -> impl Stream<Item = Vec<S::Item>>
where
    S: Stream,
{
    struct State<S> {
        source: S,
        ended: bool,
    }
    let state = State {
        source: Box::pin(source),
        ended: false,
    };
    stream::unfold(state, move |mut state| async move {
        let mut batch = Vec::new();
        let timer = sleep(wait);
        tokio::pin!(timer);
        while !state.ended && batch.len() < max {
            select! {
                biased;
                item = state.source.next() => match item {
                    Some(item) => {
                        if batch.is_empty() {
                            timer.set(sleep(wait));
                        }
                        batch.push(item);
                    }
                    None => state.ended = true,
                },
                () = &mut timer, if !batch.is_empty() => break,
            }
        }
        (!batch.is_empty()).then_some((batch, state))
    })
}
