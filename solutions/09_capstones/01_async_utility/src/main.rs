//! The program: `async_utility <command>`.

use async_utility::{Log, Sleeps, run_command};
use std::{env, process::ExitCode, time::Duration};

/// Long enough to tell them apart, short enough to play with. Change them and see what happens.
const SLEEPS: Sleeps = Sleeps {
    foo: Duration::from_millis(50),
    bar: Duration::from_millis(20),
    baz: Duration::from_millis(80),
    slow: Duration::from_millis(200),
};

#[tokio::main]
async fn main() -> ExitCode {
    let mut args = env::args();
    let program = args.next().unwrap_or_default();
    let command = args.next();
    let log = Log::new();
    let result = run_command(command.as_deref(), SLEEPS, &log).await;
    for (_, line) in log.entries() {
        // The answer goes to stdout, for a pipe; the way to it goes to stderr, for people.
        if line.ends_with("finished 1st") {
            println!("{line}");
        } else {
            eprintln!("{line}");
        }
    }
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // `{:#}` prints the whole chain of causes on one line, `{}` only the last context.
            eprintln!("ERROR: {program}: {error:#}");
            ExitCode::FAILURE
        }
    }
}
