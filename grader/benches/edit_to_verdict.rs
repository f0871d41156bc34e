//! How long a student waits: from a one-line edit in a function to the verdict, by the grader and by `cargo test`.
//!
//! Both sides get the same file and the same checks, turn by turn in one run. Prints both medians and
//! their ratio, and fails if the ratio is too high. Run it with
//! `cargo bench --profile dev -p grader --bench edit_to_verdict`: so the grader is built as for students.

use grader::catalog::checks::Form;
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    time::{Duration, Instant},
};

const KATA: &str = "wait_for_first";
const PLACE: &str = "03_tasks_and_waiting/02_wait_for_first";
const ROUNDS: usize = 11;
const MOST: f64 = 0.65;

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the grader is in a folder");
    let folder = tempfile::TempDir::new().expect("a temporary folder can be made");
    let answer = read(&root.join("solutions").join(PLACE).join("src/lib.rs"));
    let plain = PlainCrate::make(root, &folder.path().join("plain"));
    let submission = folder.path().join("submission");

    let mut ours = Vec::new();
    let mut theirs = Vec::new();
    for round in 0..=ROUNDS {
        let edited = with_a_line_in_a_function(&answer, round);
        let grader = timed(|| grade(root, &submission, &edited));
        let cargo = timed(|| plain.test(&edited));
        // The first round builds what both sides build once.
        if round > 0 {
            ours.push(grader);
            theirs.push(cargo);
        }
    }
    let unchanged = (0..ROUNDS)
        .map(|_| timed(|| grade_again(root, &submission)))
        .collect();
    let (ours, theirs, unchanged) = (median(ours), median(theirs), median(unchanged));
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    println!("edit to verdict, median of {ROUNDS} rounds");
    println!("  grader      {:>6} ms", ours.as_millis());
    println!("  cargo test  {:>6} ms", theirs.as_millis());
    println!("  ratio       {ratio:>9.2}   (at most {MOST})");
    println!(
        "nothing changed: answered from the cache in {} ms",
        unchanged.as_millis()
    );
    if ratio <= MOST {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The answer with another first line in its first function.
fn with_a_line_in_a_function(answer: &str, round: usize) -> String {
    let line = format!("let _edit = {} + {round};", std::process::id());
    let edited = answer.replacen("> {\n", &format!("> {{\n    {line}\n"), 1);
    assert!(edited.contains(&line), "{edited}");
    edited
}

fn grade(root: &Path, submission: &Path, text: &str) {
    write(
        &submission.join("exercises").join(PLACE).join("src/lib.rs"),
        text,
    );
    grade_again(root, submission);
}

fn grade_again(root: &Path, submission: &Path) {
    let mut grader = Command::new(env!("CARGO_BIN_EXE_grader"));
    grader
        .current_dir(root)
        .env_remove("CI")
        // Never where the person who runs it has theirs.
        .env(
            "KATA_STATE_DIR",
            Path::new(env!("CARGO_TARGET_TMPDIR")).join("state"),
        )
        .args(["grade", KATA, "--submission"])
        .arg(submission);
    succeed(&mut grader);
}

/// An ordinary crate with the same checks as its tests.
struct PlainCrate(PathBuf);

impl PlainCrate {
    fn make(root: &Path, folder: &Path) -> Self {
        let kit = root.join("grader/kit");
        write(
            &folder.join("Cargo.toml"),
            &format!(
                "[package]\nname = \"{KATA}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n\
                 [dependencies]\nfutures = \"0.3\"\ntokio = {{ version = \"1\", features = [\"full\"] }}\n\
                 [dev-dependencies]\nkata-kit = {{ path = {kit:?} }}\n"
            ),
        );
        // The same versions of everything, and nothing to look up while the clock runs.
        let lockfile = fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"));
        lockfile.expect("the lockfile can be copied");
        let checks = read(&root.join("grader/katas").join(KATA).join("checks.rs"));
        let specs = grader::catalog::checks::parse(&checks).expect("the checks can be read");
        let tests: String = specs
            .iter()
            .map(|check| {
                let name = &check.name;
                let call = match check.form {
                    Form::Async => format!("kata_kit::paused({name}())"),
                    _ => format!("{name}()"),
                };
                format!("#[test]\nfn test_{name}() {{ {call} }}\n")
            })
            .collect();
        write(
            &folder.join("tests/checks.rs"),
            &format!("{checks}\n{tests}"),
        );
        Self(folder.to_path_buf())
    }

    fn test(&self, text: &str) {
        write(&self.0.join("src/lib.rs"), text);
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo
            .current_dir(&self.0)
            // Both sides build on what they did before, wherever this is run.
            .env_remove("CARGO_INCREMENTAL")
            .args(["test", "-q", "--offline", "--test", "checks"]);
        succeed(&mut cargo);
    }
}

fn succeed(command: &mut Command) {
    let output = command
        .stdin(Stdio::null())
        .output()
        .expect("a program can be started");
    let said = String::from_utf8_lossy(&output.stderr);
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{command:?} failed:\n{printed}{said}"
    );
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn write(file: &Path, text: &str) {
    fs::create_dir_all(file.parent().expect("a file is in a folder"))
        .expect("a folder can be made");
    fs::write(file, text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
}
