//! `grader`: see `grader/README.md`, or type `cargo run -p grader -- help`.

use grader::{
    commands::{self, cli},
    exit_code::{Exit, UsageError},
    process::{sandbox, tied},
    report::terminal::{self, NobodyReads},
    util::{
        log,
        notice::{self, NoticeKind},
    },
};
use std::{env, process::ExitCode};

fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1);
    if arguments
        .next()
        .is_some_and(|first| first == sandbox::SANDBOX_EXEC)
    {
        eprintln!("{}", sandbox::enter(arguments));
        return Exit::OurFailure.into();
    }
    log::start();
    tied::end_with_the_starter();
    let ended = commands::run(cli::read());
    // A result that could not be written is no result, so this comes first.
    match terminal::failure().and(ended) {
        Ok(exit) => exit.into(),
        Err(error) if error.is::<NobodyReads>() => Exit::OurFailure.into(),
        Err(error) => {
            let text = format!("error: {error:#}");
            if notice::is_written_for_a_program() {
                notice::print(NoticeKind::Error, &text);
            } else {
                terminal::print_error(&text);
            }
            if error.is::<UsageError>() {
                Exit::Usage.into()
            } else {
                Exit::OurFailure.into()
            }
        }
    }
}
