//! The student's binary, driven from outside as a person would in a terminal.

mod run;

pub use run::Run;

use crate::{hang, report::could_not_run};
use run::TIME_LIMIT;
use std::{path::PathBuf, process::Command as StdCommand, time::Instant};

/// The binary of a command kata, for checks of the form `fn name(program: Program)`.
///
/// Such a check must not call the student's library: its process is allowed to start others.
#[derive(Debug, Clone)]
pub struct Program {
    mark: String,
    start_with: Vec<PathBuf>,
}

impl Program {
    /// The binary that is started with these words (the sandbox, where there is one, stands in front of it).
    /// If it could not be started, its output begins with `mark`.
    pub(crate) fn new(mark: &str, start_with: &[PathBuf]) -> Self {
        assert!(
            !start_with.is_empty(),
            "this kata has no binary: a check with a Program needs a src/main.rs in the exercise"
        );
        Self {
            mark: mark.to_string(),
            start_with: start_with.to_vec(),
        }
    }

    /// Its file's name without an ending, which is the kata's name; for messages.
    pub fn name(&self) -> String {
        let file = self.start_with.last().and_then(|file| file.file_stem());
        file.map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default()
    }

    /// The binary with `args`, an empty environment, nothing on stdin, and three seconds to end.
    pub fn with_args(&self, args: &[&str]) -> assert_cmd::Command {
        let mut command = StdCommand::new(&self.start_with[0]);
        command.args(&self.start_with[1..]).args(args).env_clear();
        let mut command = assert_cmd::Command::from_std(command);
        command.timeout(TIME_LIMIT);
        command
    }

    /// Runs the binary with `args` and gives what it did.
    pub fn run(&self, args: &[&str]) -> Run {
        let name = self.name();
        let words = [&*name].into_iter().chain(args.iter().copied());
        let said = format!("`{}`", words.collect::<Vec<_>>().join(" "));
        let started = Instant::now();
        let output = match self.with_args(args).output() {
            Ok(output) => output,
            Err(error) => could_not_run(&format!("{said} could not be run to its end: {error}")),
        };
        let in_front = output.stderr.strip_prefix(self.mark.as_bytes());
        if let Some(why) = in_front.filter(|_| !self.mark.is_empty()) {
            let why = String::from_utf8_lossy(why);
            could_not_run(&format!(
                "{said} could not be run in the sandbox: {}",
                why.trim()
            ));
        }
        let stopped = started.elapsed() >= TIME_LIMIT && !output.status.success();
        if stopped {
            hang::note_program(args);
        }
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace("\r\n", "\n");
        Run {
            said,
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
            // Being stopped looks like an exit code of its own on Windows.
            code: output.status.code().filter(|_| !stopped),
            stopped,
        }
    }
}
