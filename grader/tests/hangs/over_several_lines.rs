//! An expression of several lines, of which the last only says `.await`.
//! Check: ends
//! Says: futures::stream::iter([1, 2])

use futures::StreamExt as _;

pub async fn go() -> u32 {
    futures::stream::iter([1, 2])
        .map(std::future::ready)
        .buffered(0)
        .collect::<Vec<u32>>()
        .await // <- here
        .len() as u32
}
