//! A `LazyLock` whose initializer waits for a thread that needs the `LazyLock`.
//! Check: ends_in_synchronous_code
//! Says: at a `LazyLock` whose initializer has not returned

use std::{sync::LazyLock, thread};

static SEVEN: LazyLock<u32> = LazyLock::new(|| {
    let other = thread::spawn(|| *SEVEN + 1); // <- here
    other.join().unwrap() - 1 // <- here
});

pub fn go_sync() -> u32 {
    *SEVEN
}
