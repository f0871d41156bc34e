//! A blocking sleep in an async function.
//! Check: ends
//! Says: blocked here, in `std::thread::sleep`, and until that ends it runs nothing else

use std::{thread, time::Duration};

pub async fn go() -> u32 {
    thread::sleep(Duration::from_secs(1000)); // <- here
    7
}
