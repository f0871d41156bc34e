//! A future of the standard library that is never ready.
//! Check: ends_on_the_paused_clock
//! Says: is never ready

pub async fn go() -> u32 {
    std::future::pending().await // <- here
}
