//! Mistake: a slip in the name of a crate.
//! Says: a similar name
//! Says not: only: others are not there
use tokoi::time::sleep;

pub async fn pause() {
    sleep(std::time::Duration::from_millis(1)).await;
}
