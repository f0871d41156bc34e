//! Mistake: a channel of tokio's is used like an iterator.
//! Says: while let Some(item)
pub async fn start(mut numbers: tokio::sync::mpsc::Receiver<u8>) -> u8 {
    let mut sum = 0;
    for number in numbers {
        sum += number;
    }
    sum
}
