//! Submissions made in a line, and what the grader says of them.

use assert_cmd::Command;
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// The kata that most tests hand something in for.
pub const KATA: &str = "wait_for_first";
/// Where it is in a copy of the repository.
pub const PLACE: &str = "exercises/03_tasks_and_waiting/02_wait_for_first";

/// An honest `first_task`, for tests that are about `first`.
pub const HONEST_FIRST_TASK: &str = "
pub async fn first_task<T: Send + 'static>(
    tasks: Vec<tokio::task::JoinHandle<T>>,
) -> Option<(usize, Result<T, tokio::task::JoinError>)> {
    if tasks.is_empty() {
        return None;
    }
    let aborts: Vec<_> = tasks.iter().map(|task| task.abort_handle()).collect();
    let (result, index, _) = futures::future::select_all(tasks).await;
    aborts.iter().for_each(|abort| abort.abort());
    Some((index, result))
}
";

/// The top of this repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the grader is in a folder")
        .into()
}

/// A catalog made for tests, as an argument.
pub fn catalog(name: &str) -> String {
    arg(&root().join("grader/tests/fixtures").join(name)).into()
}

/// A path as an argument.
pub fn arg(path: &Path) -> &str {
    path.to_str().expect("tests work in folders of plain names")
}

/// A copy of the repository as far as a submission matters.
pub struct Submission(TempDir);

impl Submission {
    /// A submission whose answer is `text`.
    pub fn answering(text: &str) -> Self {
        Self::empty().with(&format!("{PLACE}/src/lib.rs"), text)
    }

    /// A folder with `exercises` and nothing in it.
    pub fn empty() -> Self {
        let folder = TempDir::new().expect("a temporary folder can be made");
        fs::create_dir(folder.path().join("exercises")).expect("a folder can be made");
        Self(folder)
    }

    /// Adds or replaces a file.
    pub fn with(self, path: &str, text: impl AsRef<[u8]>) -> Self {
        let file = self.0.path().join(path);
        fs::create_dir_all(file.parent().expect("a file is in a folder"))
            .expect("a folder can be made");
        fs::write(file, text).expect("a file can be written");
        self
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        self.0.path()
    }

    /// Its folder, as an argument.
    pub fn arg(&self) -> &str {
        arg(self.folder())
    }

    /// Grades the kata afresh.
    pub fn grade(&self) -> Graded {
        self.grade_with(&[])
    }

    /// Grades the kata afresh, with more options.
    pub fn grade_with(&self, options: &[&str]) -> Graded {
        self.grade_kata(KATA, options)
    }

    /// Grades another kata afresh.
    pub fn grade_kata(&self, kata: &str, options: &[&str]) -> Graded {
        Graded::by(grader(&self.words(kata)).args(options))
    }

    /// How the kata is graded: the words of a command whose answer is JSON.
    pub fn words<'a>(&'a self, kata: &'a str) -> [&'a str; 6] {
        let folder = self.arg();
        ["grade", kata, "--format", "json", "--submission", folder]
    }
}

/// Where the grader keeps its own files in tests: never where the person who runs them has theirs.
pub fn state() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("state")
}

/// A name that nothing else on this machine has, of this run or any other.
pub fn unique(start: &str) -> String {
    let mut random = [0; 8];
    getrandom::fill(&mut random).expect("there are random numbers");
    format!("{start}-{:016x}", u64::from_le_bytes(random))
}

/// The grader in this repository. It grades afresh, whatever was graded before.
pub fn grader(arguments: &[&str]) -> Command {
    let mut command = grader_with_cache(&["--no-cache"]);
    command.args(arguments);
    command
}

/// The grader in this repository, which answers from the results of earlier runs if it can.
pub fn grader_with_cache(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_grader"));
    command
        .current_dir(root())
        .args(arguments)
        .env("KATA_STATE_DIR", state())
        .env_remove("CI");
    command
}

/// The result of one run on one kata.
pub struct Graded {
    pub code: Option<i32>,
    pub json: Value,
}

impl Graded {
    /// What the command says in JSON.
    pub fn by(command: &mut Command) -> Self {
        let output = command.output().expect("the grader can be started");
        let text = String::from_utf8(output.stdout).expect("the result is text");
        let errors = String::from_utf8_lossy(&output.stderr);
        let json =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}{errors}"));
        Self {
            code: output.status.code(),
            json,
        }
    }

    /// The kata.
    pub fn kata(&self) -> &Value {
        &self.json["katas"][0]
    }

    /// Its status.
    pub fn status(&self) -> &str {
        self.kata()["status"].as_str().expect("a kata has a status")
    }

    /// Its message.
    pub fn message(&self) -> &str {
        self.kata()["message"]
            .as_str()
            .expect("a kata has a message")
    }

    /// One of its checks.
    pub fn check(&self, name: &str) -> &Value {
        let checks = self.kata()["checks"].as_array().expect("a kata has checks");
        checks
            .iter()
            .find(|check| check["name"] == name)
            .expect("there is such a check")
    }
}
