//! Six blocking jobs that compute without an end.
//! Check: ends
//! Says: computes here without an end

use tokio::task::JoinSet;

pub async fn go() -> u32 {
    let mut jobs = JoinSet::new();
    for _ in 0..6 {
        jobs.spawn_blocking(|| {
            loop { // <- here
                std::hint::spin_loop(); // <- here
            }
        });
    }
    jobs.join_next().await; // <- here
    1
}
