//! `class`: see `grader/README.md`, or type `cargo class`.

use clap::Parser as _;
use class::{cli::Cli, commands};
use grader::{
    exit_code::{Exit, UsageError},
    process::sandbox,
    util::{log, text},
};
use std::{env, process::ExitCode};

fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1);
    if arguments
        .next()
        .is_some_and(|first| first == sandbox::SANDBOX_EXEC)
    {
        // Students' code is started by this program itself, which locks it in.
        eprintln!("{}", sandbox::enter(arguments));
        return Exit::OurFailure.into();
    }
    log::start();
    match commands::run(Cli::parse()) {
        Ok(exit) => exit.into(),
        Err(error) => {
            eprintln!("error: {}", text::plain(&format!("{error:#}")));
            if error.is::<UsageError>() {
                Exit::Usage.into()
            } else {
                Exit::OurFailure.into()
            }
        }
    }
}
