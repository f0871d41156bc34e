//! Mistake: `join_all` is not awaited.
//! Says: Calling an async function only makes a future
use futures::future::{join_all, ready};

pub async fn sum(numbers: Vec<u32>) -> u32 {
    let mut sum = 0;
    for number in join_all(numbers.into_iter().map(ready)) {
        sum += number;
    }
    sum
}
