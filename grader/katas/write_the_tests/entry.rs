//! What the tests call: whichever version was chosen for their process.

use std::time::Duration;

pub async fn poll_until<F>(every: Duration, limit: Duration, ready: F) -> Option<u32>
where
    F: AsyncFnMut() -> bool,
{
    in_chosen_version!(poll_until(every, limit, ready))
}
