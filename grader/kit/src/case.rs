//! Which case of a check is being tried, so that a failure names it and `verify` can list them all.

use std::sync::{Mutex, MutexGuard, PoisonError};

#[derive(Debug)]
struct Cases {
    /// Those that are being tried now, the innermost last, each with its number.
    current: Vec<(u64, String)>,
    /// The names of all that were tried, in the order in which they first were.
    tried: Vec<String>,
    next_number: u64,
}

static CASES: Mutex<Cases> = Mutex::new(Cases {
    current: Vec::new(),
    tried: Vec::new(),
    next_number: 0,
});

fn lock() -> MutexGuard<'static, Cases> {
    CASES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A case that is being tried, until it is dropped.
#[derive(Debug)]
pub(crate) struct CurrentCase {
    number: u64,
}

/// Begins the case with this name.
pub(crate) fn begin(name: String) -> CurrentCase {
    let mut cases = lock();
    if !cases.tried.contains(&name) {
        cases.tried.push(name.clone());
    }
    cases.add(name)
}

/// Begins a case that says only in which way a check is run, and is not one of its inputs.
pub(crate) fn begin_run(name: String) -> CurrentCase {
    lock().add(name)
}

impl Cases {
    fn add(&mut self, name: String) -> CurrentCase {
        let number = self.next_number;
        self.next_number += 1;
        self.current.push((number, name));
        CurrentCase { number }
    }
}

impl Drop for CurrentCase {
    fn drop(&mut self) {
        lock().current.retain(|(number, _)| *number != self.number);
    }
}

/// The names of the cases that are being tried now, the outermost first; empty if there is none.
pub(crate) fn current() -> String {
    let cases = lock();
    let names: Vec<&str> = cases.current.iter().map(|(_, name)| &**name).collect();
    names.join(", ")
}

/// The names of all cases that were tried.
pub(crate) fn tried() -> Vec<String> {
    lock().tried.clone()
}
