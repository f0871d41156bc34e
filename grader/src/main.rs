//! `grader`: see `grader/README.md`, or type `cargo run -p grader -- help`.

use grader::{
    cli, commands,
    exit_code::{Exit, UsageError},
    log, sandbox, screen,
};
use std::{env, process::ExitCode};

fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1);
    if arguments
        .next()
        .is_some_and(|first| first == sandbox::ENTER)
    {
        eprintln!("{}", sandbox::enter(arguments));
        return Exit::OurFailure.into();
    }
    log::start();
    match commands::run(cli::read()) {
        Ok(exit) => exit.into(),
        Err(error) => {
            screen::complain(&format!("error: {error:#}"));
            match error.is::<UsageError>() {
                true => Exit::Usage.into(),
                false => Exit::OurFailure.into(),
            }
        }
    }
}
