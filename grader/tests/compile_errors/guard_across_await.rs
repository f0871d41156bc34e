//! Mistake: a lock's guard lives across an `.await` in a task, although it is dropped before.
//! Says: `guard` (a `std::sync::MutexGuard<'_, u8>`) is alive across an `.await`
//! Says: block `{ … }`
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

pub fn start(total: Arc<Mutex<u8>>) -> tokio::task::JoinHandle<()> {
    tokio::spawn(async move {
        let mut guard = total.lock().unwrap();
        *guard += 1;
        tokio::time::sleep(Duration::from_millis(1)).await;
        *guard += 1;
    })
}
