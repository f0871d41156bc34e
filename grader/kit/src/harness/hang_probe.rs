//! A student's program that hung, run once more to see where.
//!
//! The program that checks drive knows nothing of the kit. When a run of it has to be stopped, the
//! grader compiles it a second time, with line tables and with [`run`] around its `main`.

use super::request::{read_request, symbolize};
use crate::{hang, output::Output, sys};
use kata_protocol::{Request, SAMPLES_FILE, SYMBOLIZE_VARIABLE};
use std::{env, fs::File, future::Future, io::Write as _, thread, time::Duration};
use tokio::runtime::Handle;

/// When the samples are taken. The program has hung for seconds before, and most hang at once.
const SAMPLED_AFTER: Duration = Duration::from_millis(600);

/// Drives what the program passes to a `block_on` of its own, so that it can be asked where it waits.
pub async fn watched<F: Future>(future: F) -> F::Output {
    let (future, output) = Output::of(Box::pin(future));
    hang::sampled(future, Handle::try_current().ok()).await;
    output.take()
}

/// Runs a student's `main`, samples it after a while, and ends the process then.
pub fn run(main: fn()) {
    hang::set_anchor(main);
    if env::var_os(SYMBOLIZE_VARIABLE).is_some()
        && let Some(Request::Symbolize(addresses)) = read_request()
    {
        symbolize(addresses);
    }
    let mut file = File::create_new(SAMPLES_FILE).expect("failed to create the file of samples");
    thread::Builder::new()
        .name("hang probe".into())
        .spawn(move || {
            thread::sleep(SAMPLED_AFTER);
            let samples = hang::sample_all().write();
            // Without it nothing is said of the hang; there is nobody to tell.
            let _ = file.write_all(samples.as_bytes());
            sys::exit_without_cleanup()
        })
        .expect("failed to start the hang probe");
    main();
}
