//! What one run of the student's binary did, and what is asserted of it.

use crate::report;
use kata_protocol::is_todo;
use std::time::Duration;

/// What one run of a [`Program`](crate::Program) did.
#[derive(Debug, Clone)]
pub struct Run {
    /// The command line, for messages.
    pub said: String,
    /// All it wrote to stdout.
    pub stdout: String,
    /// All it wrote to stderr.
    pub stderr: String,
    /// Its exit code; `None` if it was stopped or a signal ended it.
    pub code: Option<i32>,
    /// Whether it was stopped because it took too long.
    pub stopped: bool,
}

impl Run {
    /// The exit code must be `code`; `why` names the misconception.
    ///
    /// A run that was stopped, panicked or came to a `todo!()` is explained as that, not with `why`.
    #[track_caller]
    pub fn ends_with(&self, code: i32, why: &str) -> &Self {
        if self.code != Some(code) {
            self.resume_todo();
            panic!("{}", self.other_end(code, why));
        }
        self
    }

    /// What stands behind `ERROR: ` in a line on stderr. There must be one, and exit code 1.
    ///
    /// # Panics
    ///
    /// If not: that is how a check fails.
    #[track_caller]
    pub fn fails_with_an_error(&self) -> &str {
        self.ends_with(
            1,
            "Scripts see only the exit code: 0 tells them that all went well. What a person typed wrong is no panic (101) either.",
        );
        let mut lines = self.stderr.lines();
        let Some(error) = lines.find_map(|line| line.strip_prefix("ERROR: ")) else {
            let why = if self.stdout.contains("ERROR") {
                "The error went to stdout, where a pipe takes it for data: use `eprintln!`."
            } else if self.stderr.starts_with("Error: ") {
                "An Err that `main` returns is printed by Rust after `Error: `; print it yourself after `ERROR: `."
            } else {
                "The line starts with `ERROR: `."
            };
            panic!(
                "{} wrote no line to stderr that starts with `ERROR: `.\n{why}\n{}",
                self.said,
                self.streams()
            );
        };
        error
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

    /// Stdout must be exactly these lines; `why` names the misconception. A space at the end of a
    /// line, which nobody sees, is pointed out; a last line without its line feed counts as one.
    #[track_caller]
    pub fn stdout_lines(&self, promised: &[&str], why: &str) -> &Self {
        let lines: Vec<&str> = self.stdout.lines().collect();
        let trimmed: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
        assert!(
            lines == promised || trimmed != promised,
            "{}: a line of stdout ends with a space that was not promised.\n\
             A terminal does not show it, but a program that reads the line sees it.\n{}",
            self.said,
            self.streams()
        );
        assert!(
            lines == promised,
            "{}: stdout is not what was promised.\n{why}\npromised:{}\n{}",
            self.said,
            show(&promised.join("\n")),
            self.streams()
        );
        self
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
            "{}: {stream} is not what was promised.\n{why}\n{}",
            self.said,
            self.streams()
        );
        self
    }

    /// If it came to a `todo!()`, that is all that is wrong.
    fn resume_todo(&self) {
        let mut lines = self.stderr.lines();
        if self.code == Some(PANICKED)
            && let Some(todo) = lines.find(|line| is_todo(line))
            && let Some(place) = self.place_of_panic()
            // The column is left out, as in every place.
            && let Some((place, _column)) = place.rsplit_once(':')
        {
            report::resume_panic_of_another_process(todo, place);
        }
    }

    /// Where it panicked, if that is in the student's code: a place in a library's says nothing to them.
    fn place_of_panic(&self) -> Option<&str> {
        let (_, rest) = self.stderr.split_once("panicked at ")?;
        let place = rest.lines().next()?.trim_end_matches(':');
        place.starts_with("exercises").then_some(place)
    }

    /// How it ended, in words, where it should have ended with `promised`.
    fn other_end(&self, promised: i32, why: &str) -> String {
        let Self { said, stderr, .. } = self;
        let streams = self.streams();
        let place = self.place_of_panic();
        let place = place.map_or(String::new(), |place| format!(" at {place}"));
        match self.code {
            None if self.stopped => format!(
                "{said} was not done after {} s and was stopped.\n\
                 Something in it waits for ever or for too long, or a loop has no end. To see it yourself: \
                 `{}`.\n{streams}",
                TIME_LIMIT.as_secs(),
                self.as_typed()
            ),
            None => format!(
                "{said} was ended by a signal; promised is exit code {promised}.\n\
                 It called `abort`, or a function calls itself without an end.\n{streams}"
            ),
            Some(PANICKED) if stderr.contains("Broken pipe") => format!(
                "{said} printed so much that nobody could read on, and was stopped.\n\
                 Look for a loop that prints and never ends.\n{streams}"
            ),
            Some(PANICKED) => format!(
                "{said} panicked{place} (exit code {PANICKED}); promised is {promised}.\n\
                 {why}\n{streams}"
            ),
            Some(code) => format!(
                "{said} ended with exit code {code}; promised is {promised}.\n{why}\n{streams}"
            ),
        }
    }

    /// The command with which a student runs the same.
    fn as_typed(&self) -> String {
        match self.said.trim_matches('`').split_once(' ') {
            Some((name, arguments)) => format!("cargo run -p {name} -- {arguments}"),
            None => format!("cargo run -p {}", self.said.trim_matches('`')),
        }
    }

    /// What it wrote to both streams, indented, for the end of a message.
    pub fn streams(&self) -> String {
        format!(
            "stdout:{}\nstderr:{}",
            show(&self.stdout),
            show(&self.stderr)
        )
    }
}

/// How long a run may take.
pub(super) const TIME_LIMIT: Duration = Duration::from_secs(3);

/// The exit code of a Rust program whose main thread panicked.
const PANICKED: i32 = 101;

/// A text, indented, for a message: all of it, or the beginning of what no person wants to read.
fn show(text: &str) -> String {
    let lines: Vec<&str> = text.trim().lines().collect();
    let (shown, more) = match lines.len() {
        0 => return " (nothing)".into(),
        1..=24 => (&lines[..], String::new()),
        many => (&lines[..8], format!("\n  … and {} more lines", many - 8)),
    };
    let shown = shown.iter().map(|line| format!("\n  {line}"));
    shown.collect::<String>() + &more
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(stdout: &str, stderr: &str, code: Option<i32>) -> Run {
        Run {
            said: "`utility go`".into(),
            stdout: stdout.into(),
            stderr: stderr.into(),
            code,
            stopped: false,
        }
    }

    #[test]
    #[should_panic = "not yet implemented: the words"]
    fn a_todo_is_raised_again() {
        let stderr = "thread 'main' (7) panicked at exercises/x/src/main.rs:6:5:\n\
            not yet implemented: the words\n";
        run("", stderr, Some(101)).ends_with(0, "why");
    }

    #[test]
    fn a_panic_in_a_library_has_no_place() {
        let stderr = "thread 'main' (7) panicked at /home/a/tokio/mod.rs:1:1:\nno\n";
        let told = run("", stderr, Some(101)).other_end(0, "why");
        assert!(
            told.starts_with("`utility go` panicked (exit code 101);"),
            "{told}"
        );
    }

    #[test]
    fn a_run_that_was_stopped_is_shown_as_it_is_typed() {
        let mut stopped = run("", "", None);
        stopped.stopped = true;
        let told = stopped.other_end(0, "why");
        assert!(told.contains("`cargo run -p utility -- go`"), "{told}");
        stopped.said = "`utility`".into();
        assert_eq!(stopped.as_typed(), "cargo run -p utility");
    }

    #[test]
    fn an_error_is_what_stands_behind_its_word() {
        let failed = run("", "warning\nERROR: utility: no disk\n", Some(1));
        assert_eq!(failed.fails_with_an_error(), "utility: no disk");
    }

    #[test]
    #[should_panic = "printed by Rust after `Error: `"]
    fn an_error_that_main_returns_is_pointed_out() {
        run("", "Error: no disk\n", Some(1)).fails_with_an_error();
    }

    #[test]
    fn lines_may_lack_the_last_line_feed() {
        run("a: b\nc:", "", Some(0)).stdout_lines(&["a: b", "c:"], "why");
    }

    #[test]
    #[should_panic = "ends with a space"]
    fn a_space_that_nobody_sees_is_pointed_out() {
        run("a: b\nc: \n", "", Some(0)).stdout_lines(&["a: b", "c:"], "why");
    }

    #[test]
    fn only_the_beginning_of_a_flood_is_shown() {
        let shown = show(&"again\n".repeat(100));
        assert_eq!(shown.lines().count(), 10);
        assert!(shown.ends_with("… and 92 more lines"), "{shown}");
    }
}
