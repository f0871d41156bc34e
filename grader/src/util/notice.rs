//! What is going on, on standard error, beside the report on standard output.

use std::{
    io::Write as _,
    sync::mpsc::{self, RecvTimeoutError, Sender},
    thread,
    time::Duration,
};

/// Says on standard error what is going on.
pub fn print(what: &str) {
    // Without standard error the work goes on all the same.
    let _ = writeln!(std::io::stderr(), "{what}");
}

/// Says `what` is going on if it is still going on after this time; dropped before that, it says nothing.
pub fn print_if_slow(time: Duration, what: &'static str) -> Option<Sender<()>> {
    let (over, waits) = mpsc::channel();
    let tells = move || {
        if waits.recv_timeout(time) == Err(RecvTimeoutError::Timeout) {
            print(what);
        }
    };
    // Without a thread there is no notice, and the work goes on all the same.
    thread::Builder::new().spawn(tells).is_ok().then_some(over)
}
