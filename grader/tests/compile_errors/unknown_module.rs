//! Mistake: a module that was not imported.
//! Says: `use std::thread;`
pub fn start() {
    thread::spawn(|| {});
}
