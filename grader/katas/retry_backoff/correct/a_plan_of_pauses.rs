//! The pauses come from an iterator, which ends where the tries do.

use anyhow::{Error, Result, anyhow};
use std::{iter::successors, time::Duration};
use tokio::{select, time::sleep};

#[derive(Debug, Clone)]
pub struct Policy {
    pub attempts: u32,
    pub first_delay: Duration,
    pub max_delay: Duration,
    pub per_try: Duration,
}

pub async fn retry<T, F>(policy: &Policy, mut op: F) -> Result<T>
where
    F: AsyncFnMut(u32) -> Result<T>,
{
    let (pauses, tries) = (plan(policy), policy.attempts);
    let mut last: Option<Error> = None;
    for (number, pause) in (1..=tries).zip(pauses) {
        if let Some(pause) = pause {
            sleep(pause).await;
        }
        let outcome = select! {
            biased;
            outcome = op(number) => outcome,
            () = sleep(policy.per_try) => Err(anyhow!("attempt {number} was cut")),
        };
        match outcome {
            Ok(value) => return Ok(value),
            Err(error) => last = Some(error),
        }
    }
    let last = last.unwrap_or_else(|| anyhow!("there was no attempt"));
    Err(anyhow!("{tries} attempts, the last one said: {last:#}"))
}

// No pause before the first try, then doubling ones.
fn plan(policy: &Policy) -> impl Iterator<Item = Option<Duration>> {
    let cap = policy.max_delay;
    let first = policy.first_delay.min(cap);
    let pauses = successors(Some(first), move |pause| {
        Some(cap.min(pause.saturating_mul(2)))
    });
    [None].into_iter().chain(pauses.map(Some))
}
