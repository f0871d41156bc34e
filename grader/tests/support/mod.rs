//! Submissions made in a line, and what the grader says of them.
#![allow(
    dead_code,
    reason = "every test file compiles this module for itself and uses its part of it"
)]

use assert_cmd::Command;
use libtest_mimic::{Arguments, Trial};
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
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

/// The text of the kata's reference solution.
pub fn solution() -> String {
    let file = root()
        .join(PLACE.replace("exercises", "solutions"))
        .join("src/lib.rs");
    fs::read_to_string(file).expect("the solution is there")
}

/// A copy of the repository as far as a submission matters, with the kata's stub in it.
pub struct Submission(TempDir);

impl Submission {
    /// The stub, untouched.
    pub fn untouched() -> Self {
        let stub = root()
            .join("grader/katas")
            .join(KATA)
            .join("stub/src/lib.rs");
        let text = fs::read(stub).expect("the stub is there");
        Self::empty().with(&format!("{PLACE}/src/lib.rs"), text)
    }

    /// Every kata as it was given, whole.
    pub fn whole_and_untouched() -> Self {
        let submission = Self::empty();
        for chapter in entries(&root().join("exercises")) {
            for exercise in entries(&chapter) {
                let place = exercise.strip_prefix(root()).expect("it is inside");
                let name = place.file_name().expect("it has a name").to_string_lossy();
                let Some((_, kata)) = name.split_once('_') else {
                    continue;
                };
                let stub = root().join("grader/katas").join(kata).join("stub");
                copy(&stub, &submission.folder().join(place));
            }
        }
        submission
    }

    /// A clone that grades itself: every kata as it was given, and what the grader needs. Run the grader
    /// in its folder.
    pub fn clone_of_its_own() -> Self {
        let mut clone = Self::whole_and_untouched();
        for folder in ["grader/katas", "grader/kit", "grader/protocol", "solutions"] {
            copy(&root().join(folder), &clone.folder().join(folder));
        }
        for file in ["Cargo.lock", "Cargo.toml"] {
            let text = fs::read(root().join(file)).expect("a file of the workspace is there");
            clone = clone.with(file, text);
        }
        clone
    }

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

    /// Grades the kata, or answers from the results of earlier runs, as the grader does for people.
    pub fn grade_with_cache(&self) -> Graded {
        Graded::by(&mut grader_with_cache(&self.words(KATA)))
    }

    fn words<'a>(&'a self, kata: &'a str) -> [&'a str; 6] {
        let folder = self.folder().to_str();
        let folder = folder.expect("a temporary folder has a plain name");
        ["grade", kata, "--format", "json", "--submission", folder]
    }
}

/// What is in a folder; nothing, if it is none.
pub fn entries(folder: &Path) -> Vec<PathBuf> {
    let list = fs::read_dir(folder).into_iter().flatten();
    list.map(|entry| entry.expect("an entry can be read").path())
        .collect()
}

/// Copies a folder with all that is in it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for path in entries(from) {
        let target = to.join(path.file_name().expect("it has a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a file can be copied");
        }
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
    fn by(command: &mut Command) -> Self {
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

/// A test for every file in a folder beside the tests, named like the file: `cargo test -p grader
/// hostile/abort` runs one of them.
pub fn every_file(
    folder: &str,
    test: fn(&Path) -> Result<(), String>,
) -> impl Iterator<Item = Trial> {
    let place = root().join("grader/tests").join(folder);
    let entries = fs::read_dir(&place).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("an entry can be read").path());
    let mut files: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .collect();
    assert!(!files.is_empty(), "{} is empty", place.display());
    files.sort();
    files.into_iter().map(move |file| {
        let name = file.with_extension("");
        let name = name.strip_prefix(root().join("grader/tests"));
        let name = name.expect("it is inside").to_string_lossy();
        Trial::test(name.replace('\\', "/"), move || {
            test(&file).map_err(Into::into)
        })
    })
}

/// Runs tests as the command line says, by default that many at the same time.
pub fn run_tests(tests: Vec<Trial>, threads: usize) -> ExitCode {
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(threads);
    libtest_mimic::run(&arguments, tests).exit_code()
}
