//! Misconception: `{:#?}` is the way to print an error with its causes.
//! Caught by: the_program_reports_errors
//! Message: print its text with `{:#}`

use async_utility::{Log, Sleeps, run_command};
use std::{env, process::ExitCode, time::Duration};

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
        match line.ends_with("finished 1st") {
            true => println!("{line}"),
            false => eprintln!("{line}"),
        }
    }
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("ERROR: {program}: {error:#?}");
            ExitCode::FAILURE
        }
    }
}
