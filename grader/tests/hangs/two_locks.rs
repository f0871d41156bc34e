//! Two tasks on workers that take two std mutexes in opposite order.
//! Check: ends_on_a_worker
//! Says: at a `std::sync::Mutex` that is locked already

use std::sync::{Arc, Barrier, Mutex};

pub async fn go() -> u32 {
    let (a, b) = (Arc::new(Mutex::new(1)), Arc::new(Mutex::new(2)));
    let both_hold_one = Arc::new(Barrier::new(2));
    let (a2, b2, meet) = (a.clone(), b.clone(), both_hold_one.clone());
    let other = std::thread::spawn(move || {
        let first = b2.lock().unwrap();
        meet.wait();
        let second = a2.lock().unwrap(); // <- here
        *first + *second
    });
    let mine = tokio::spawn(async move {
        let first = a.lock().unwrap();
        both_hold_one.wait();
        let second = b.lock().unwrap(); // <- here
        *first + *second
    });
    mine.await.unwrap() + other.join().unwrap() // <- here
}
