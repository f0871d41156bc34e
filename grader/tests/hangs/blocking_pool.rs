//! A job on the blocking pool that never ends.
//! Check: ends
//! Says: A thread is blocked here, in `std::thread::park`

pub async fn go() -> u32 {
    let job = tokio::task::spawn_blocking(|| {
        std::thread::park(); // <- here
        7
    });
    job.await.unwrap() // <- here
}
