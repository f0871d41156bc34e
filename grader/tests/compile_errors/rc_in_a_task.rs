//! Mistake: an `Rc` from outside is moved into a task.
//! Says: `shared` (a `Rc<u8>`)
//! Says: `Arc`
use std::rc::Rc;

pub fn start(shared: Rc<u8>) -> tokio::task::JoinHandle<u8> {
    tokio::spawn(async move { *shared })
}
