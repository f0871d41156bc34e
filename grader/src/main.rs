//! `grader`: see `grader/README.md`, or type `cargo run -p grader -- help`.

use grader::{
    cli, commands,
    exit_code::{Exit, UsageError},
    log, machine, sandbox,
    screen::{self, NobodyReads},
    watch,
};
use std::{env, process::ExitCode};

fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1);
    if arguments
        .next()
        .is_some_and(|first| first == sandbox::ENTER)
    {
        machine::tell(&sandbox::enter(arguments));
        return Exit::OurFailure.into();
    }
    log::start();
    watch::end_with_whoever_watches();
    let ended = commands::run(cli::read());
    // What could not be written decides, whatever it was that nobody can read.
    match screen::failure().and(ended) {
        Ok(exit) => exit.into(),
        Err(error) if error.is::<NobodyReads>() => Exit::OurFailure.into(),
        Err(error) => {
            screen::complain(&format!("error: {error:#}"));
            match error.is::<UsageError>() {
                true => Exit::Usage.into(),
                false => Exit::OurFailure.into(),
            }
        }
    }
}
