//! Mistake: an `Rc` lives across an `.await` in a task.
//! Says: `shared` (a `Rc<u8>`) is alive across an `.await`
use std::{rc::Rc, time::Duration};

pub fn start() -> tokio::task::JoinHandle<u8> {
    tokio::spawn(async {
        let shared = Rc::new(1);
        tokio::time::sleep(Duration::from_millis(1)).await;
        *shared
    })
}
