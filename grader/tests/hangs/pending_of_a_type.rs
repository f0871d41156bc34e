//! The same with its type written out, in a function of its own.
//! Check: ends
//! Says: is never ready

use std::future::pending;

pub async fn go() -> u32 {
    waits_for_ever().await
}

async fn waits_for_ever() -> u32 {
    pending::<u32>().await // <- here
}
