//! The student's binary, driven from outside as a person would in a terminal.

use std::{path::PathBuf, process::Command as StdCommand, sync::OnceLock, time::Duration};

/// How to start the student's binary: the program and its first arguments (the sandbox, where
/// there is one, stands in front of the binary).
pub(crate) static START_WITH: OnceLock<Vec<PathBuf>> = OnceLock::new();

/// The binary of a command kata, for checks of the form `fn name(program: Program)`.
///
/// Such a check must not call the student's library: its process is allowed to start others.
#[derive(Debug, Clone)]
pub struct Program {
    start_with: Vec<PathBuf>,
}

impl Program {
    pub(crate) fn of_the_student() -> Self {
        let start_with = START_WITH.get().cloned().unwrap_or_default();
        assert!(
            !start_with.is_empty(),
            "this kata has no binary: a check with a Program needs a src/main.rs in the exercise"
        );
        Self { start_with }
    }

    /// The binary with `args`, an empty environment, nothing on stdin, and three seconds to end.
    pub fn with_args(&self, args: &[&str]) -> assert_cmd::Command {
        let mut command = StdCommand::new(&self.start_with[0]);
        command.args(&self.start_with[1..]).args(args).env_clear();
        let mut command = assert_cmd::Command::from_std(command);
        command.timeout(Duration::from_secs(3));
        command
    }

    /// Runs the binary with `args` and gives what it did.
    pub fn run(&self, args: &[&str]) -> Run {
        let said = format!(
            "`{}`",
            ["<program>"]
                .iter()
                .chain(args)
                .copied()
                .collect::<Vec<_>>()
                .join(" ")
        );
        let output = match self.with_args(args).output() {
            Ok(output) => output,
            Err(error) => panic!("{said} could not be run to its end: {error}"),
        };
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace("\r\n", "\n");
        Run {
            said,
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
            code: output.status.code(),
        }
    }
}

/// What one run of a [`Program`] did.
#[derive(Debug, Clone)]
pub struct Run {
    /// The command line, for messages.
    pub said: String,
    /// All it wrote to stdout.
    pub stdout: String,
    /// All it wrote to stderr.
    pub stderr: String,
    /// Its exit code; `None` if a signal ended it.
    pub code: Option<i32>,
}

impl Run {
    /// The exit code must be `code`; `why` names the misconception.
    #[track_caller]
    pub fn ends_with(&self, code: i32, why: &str) -> &Self {
        let ended = match self.code {
            Some(code) => format!("ended with exit code {code}"),
            None => "was ended by a signal".to_string(),
        };
        assert!(
            self.code == Some(code),
            "{} {ended}; promised is {code}.\n{why}\n{}",
            self.said,
            self.streams()
        );
        self
    }

    /// Stdout must satisfy `promised`; `why` names the misconception.
    #[track_caller]
    pub fn stdout_is(&self, promised: impl predicates::Predicate<str>, why: &str) -> &Self {
        self.stream("stdout", &self.stdout, promised, why)
    }

    /// Stderr must satisfy `promised`; `why` names the misconception.
    #[track_caller]
    pub fn stderr_is(&self, promised: impl predicates::Predicate<str>, why: &str) -> &Self {
        self.stream("stderr", &self.stderr, promised, why)
    }

    #[track_caller]
    fn stream(
        &self,
        stream: &str,
        text: &str,
        promised: impl predicates::Predicate<str>,
        why: &str,
    ) -> &Self {
        assert!(
            promised.eval(text),
            "{}: {stream} is not what was promised ({promised}).\n{why}\n{}",
            self.said,
            self.streams()
        );
        self
    }

    fn streams(&self) -> String {
        let show = |text: &str| match text.trim_end() {
            "" => " (nothing)".to_string(),
            text => text
                .lines()
                .take(12)
                .map(|line| format!("\n  {line}"))
                .collect(),
        };
        format!(
            "stdout:{}\nstderr:{}",
            show(&self.stdout),
            show(&self.stderr)
        )
    }
}
