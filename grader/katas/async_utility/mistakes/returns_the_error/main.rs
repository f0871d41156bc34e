//! Misconception: An Err that main returns is printed as wanted.
//! Caught by: the_program_reports_errors
//! Message: print it yourself

use async_utility::{Log, Sleeps, run_command};
use std::{env, time::Duration};

const SLEEPS: Sleeps = Sleeps {
    foo: Duration::from_millis(50),
    bar: Duration::from_millis(20),
    baz: Duration::from_millis(80),
    slow: Duration::from_millis(200),
};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut args = env::args();
    args.next();
    let command = args.next();
    let log = Log::new();
    let result = run_command(command.as_deref(), SLEEPS, &log).await;
    for (_, line) in log.entries() {
        match line.ends_with("finished 1st") {
            true => println!("{line}"),
            false => eprintln!("{line}"),
        }
    }
    result
}
