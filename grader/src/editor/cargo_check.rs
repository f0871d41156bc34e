//! `cargo check` beside the grading, so that nobody who has rust-analyzer show failing promises loses the compiler's
//! own errors.

use crate::{
    process::{Running, tied},
    workspace::Workspace,
};
use anyhow::{Context as _, Result};
use cargo_metadata::{Message, diagnostic::DiagnosticLevel};
use std::{
    collections::BTreeSet,
    env,
    io::{self, BufRead as _, BufReader, Write as _},
    process::{ChildStdout, Command, Stdio},
    thread::{self, JoinHandle},
};

/// A `cargo check` that runs, and writes its lines to standard output as they come.
pub struct CargoCheck {
    running: Running,
    reader: JoinHandle<FilesWithErrors>,
}

/// The files in which rustc has found errors, as paths in the repository.
#[derive(Debug, Default)]
pub struct FilesWithErrors(BTreeSet<String>);

impl FilesWithErrors {
    /// Whether one of them is in this folder.
    pub fn any_in(&self, folder: &str) -> bool {
        let inside = |file: &String| {
            file.strip_prefix(folder)
                .is_some_and(|f| f.starts_with('/'))
        };
        self.0.iter().any(inside)
    }

    fn add(&mut self, line: &[u8]) {
        // Most lines are about what was compiled, and long.
        if !contains(line, b"\"level\":\"error\"") {
            return;
        }
        let Ok(Message::CompilerMessage(told)) = serde_json::from_slice(line) else {
            return;
        };
        if told.message.level == DiagnosticLevel::Error {
            let files = told.message.spans.into_iter().map(|span| span.file_name);
            self.0.extend(files.map(|file| file.replace('\\', "/")));
        }
    }
}

impl CargoCheck {
    /// Checks all that rust-analyzer checks if nobody tells it otherwise. Its folder is the one that rust-analyzer
    /// uses with the setting `cargo.targetDir`, so that no other cargo of the student's ever waits for it.
    pub fn start(workspace: &Workspace) -> Result<Self> {
        let folder = workspace.target().join("rust-analyzer");
        // The cargo that runs this program, not a proxy for it.
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        tied::forget(&mut cargo)
            .current_dir(workspace.root())
            .args(["check", "--workspace", "--all-targets", "--keep-going"])
            .arg("--message-format=json")
            .arg("--target-dir")
            .arg(&folder)
            .env("CARGO_BUILD_BUILD_DIR", &folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        let mut running = Running::start(&mut cargo)?;
        let lines = running.child.stdout.take();
        let lines = lines.context("failed to listen to cargo")?;
        let reader = thread::Builder::new().spawn(move || pass_on(lines));
        Ok(Self {
            running,
            reader: reader.context("failed to start a thread")?,
        })
    }

    /// Whether it still keeps the machine busy.
    pub fn is_running(&self) -> bool {
        !self.reader.is_finished()
    }

    /// Waits for its end.
    pub fn finish(mut self) -> Result<FilesWithErrors> {
        let files = self.reader.join().unwrap_or_default();
        // It has closed its output: now it ends. How is known from its lines, and from what it has said beside them.
        self.running.reap()?;
        Ok(files)
    }
}

fn pass_on(lines: ChildStdout) -> FilesWithErrors {
    let mut files = FilesWithErrors::default();
    let mut lines = BufReader::new(lines);
    let mut line = Vec::new();
    while lines
        .read_until(b'\n', &mut line)
        .is_ok_and(|length| length > 0)
    {
        write(&line);
        files.add(&line);
        line.clear();
    }
    files
}

/// Writes whole lines to standard output, between those of others.
pub fn write(lines: &[u8]) {
    let mut output = io::stdout().lock();
    // Nobody reads it any more when the next check begins, and then this process is about to end.
    let _ = output.write_all(lines).and_then(|()| output.flush());
}

fn contains(line: &[u8], part: &[u8]) -> bool {
    line.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::FilesWithErrors;

    /// A line of cargo about `file`.
    fn line(level: &str, file: &str) -> String {
        let span = format!(
            r#"{{"file_name":"{file}","byte_start":0,"byte_end":1,"line_start":1,"line_end":1,"column_start":1,"column_end":2,
            "is_primary":true,"text":[],"label":null,"suggested_replacement":null,"suggestion_applicability":null,"expansion":null}}"#
        );
        format!(
            r#"{{"reason":"compiler-message","package_id":"p","target":{{"kind":["lib"],"name":"k","src_path":"s"}},
            "message":{{"message":"m","code":null,"level":"{level}","spans":[{span}],"children":[],"rendered":null}}}}"#
        )
    }

    #[test]
    fn only_errors_in_the_folder_itself_count() {
        let mut files = FilesWithErrors::default();
        for line in [
            line("error", "exercises/03_a/02_b/src/lib.rs"),
            line("error", r"exercises\\03_a\\04_d\\src\\lib.rs"),
            line("warning", "exercises/03_a/01_a/src/lib.rs"),
            r#"{"reason":"build-finished","success":false,"level":"error"}"#.into(),
            r#"no JSON with "level":"error""#.into(),
        ] {
            files.add(line.as_bytes());
        }
        assert!(files.any_in("exercises/03_a/02_b") && files.any_in("exercises/03_a/04_d"));
        for other in [
            "exercises/03_a/01_a",
            "exercises/03_a/02",
            "exercises/03_a/02_b/src/lib",
        ] {
            assert!(!files.any_in(other), "{other}");
        }
    }
}
