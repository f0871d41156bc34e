//! A student's program that hung, run once more to see where.
//!
//! The program that checks drive knows nothing of the kit. When a run of it has to be stopped, the
//! grader compiles it a second time, with line tables and with [`run`] around its `main`.

use crate::{
    hang::{self, Watched},
    harness, stack, sys,
};
use kata_protocol::{Request, SAMPLES_FILE, SYMBOLIZE_VARIABLE};
use std::{env, fs::File, io::Write as _, thread, time::Duration};
use tokio::runtime::Handle;

/// When it is looked at. It has hung for seconds before, and most that hang do so at once.
const AFTER: Duration = Duration::from_millis(600);

/// Drives what the program passes to a `block_on` of its own, so that it can be asked where it waits.
pub async fn watched<F: Future>(future: F) -> F::Output {
    let mut output = None;
    let future = Box::pin(async { output = Some(future.await) });
    Watched::new(future, Handle::try_current().ok()).await;
    output.expect("the future has ended")
}

/// Runs a student's `main`, looks where it is after a while, and ends the process then.
pub fn run(main: fn()) {
    stack::set_anchor(main);
    if env::var_os(SYMBOLIZE_VARIABLE).is_some()
        && let Some(Request::Symbolize(addresses)) = Request::parse(&harness::input())
    {
        harness::symbolize(addresses);
    }
    let mut file = File::create_new(SAMPLES_FILE).expect("failed to create the file of samples");
    thread::Builder::new()
        .name("lookout".into())
        .spawn(move || {
            thread::sleep(AFTER);
            let samples = hang::look_around().write();
            // Without it nothing is said of the hang; there is nobody to tell.
            let _ = file.write_all(samples.as_bytes());
            sys::exit_now()
        })
        .expect("failed to start the lookout");
    main();
}
