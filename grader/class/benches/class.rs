//! How long a class takes, and how much of a machine: units per second, CPU time, memory, disk; and how much faster that
//! is than a plain loop of `cargo test`.
//!
//! The class is made up: a third of all answers are stubs, the others the mistakes and right answers that the katas come
//! with, in turn, each with a student's name in a comment and one variable renamed, so that no two are equal by accident.
//! First half of it is graded and then all of it, anew. The loop is what an instructor would write: a warm cargo workspace
//! with a crate for each kata, the student's file over the exercise's, and the checks as an integration test. It gets
//! the units of ten students and some katas, none that hangs, and only of katas whose checks `cargo test` can run; the same units are graded
//! once more as a class of their own.
//!
//!   cargo bench --profile dev -p class --bench class -- [STUDENTS [UNITS-IN-THE-LOOP [KATA,KATA,…]]]
//!
//! It takes a Linux, and exits with 1 if the loop is less than four times slower, or twice the class takes more than
//! twice the time.

use anyhow::{Context as _, Result, bail};
use grader::{
    catalog::{Catalog, Kata, checks::Form},
    submission::Files,
    util::text::hash_of,
    verify::samples::{self, SampleName},
    workspace::Workspace,
};
use ra_ap_rustc_lexer::{FrontmatterAllowed, TokenKind, tokenize};
use std::{
    collections::BTreeMap,
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

fn main() -> Result<ExitCode> {
    let mut words = env::args().skip(1).filter(|word| word != "--bench");
    let students: usize = words.next().map_or(Ok(100), |word| word.parse())?;
    let in_the_loop: usize = words.next().map_or(Ok(40), |word| word.parse())?;
    let only = words.next();
    let workspace = Workspace::find()?;
    let catalog = Catalog::load(&workspace, &workspace.katas())?;
    let only: Vec<&str> = only.iter().flat_map(|names| names.split(',')).collect();
    let wanted = |kata: &&Kata| only.is_empty() || only.contains(&kata.name.as_str());
    let katas: Vec<&Kata> = catalog.all().filter(wanted).collect();
    let folder = tempfile::tempdir()?;
    let bench = Bench {
        root: workspace.root().to_path_buf(),
        folder: folder.path().to_path_buf(),
        state: Path::new(env!("CARGO_TARGET_TMPDIR")).join("state"),
    };

    let answers = made_up(&katas, students)?;
    let (half, _) = answers.split_at(katas.len() * (students / 2));
    // The kit and what replaces std are built once for all classes.
    bench.grade("warm", &answers[..katas.len()])?;
    let half = bench.grade("half", half)?;
    println!("half of the class: {half}");
    let whole = bench.grade("whole", &answers)?;
    println!("the whole class:   {whole}");
    let twice = 2.0 * half.units as f64 / whole.units as f64;
    let growth = twice * whole.took.as_secs_f64() / half.took.as_secs_f64();
    let memory = whole.memory as f64 / half.memory as f64;
    println!("twice the class: {growth:.2} times the time, {memory:.2} times the memory");

    let fit: Vec<&Answer> = answers
        .iter()
        .filter(|answer| can_be_plain(answer.kata) && !bench.hung(answer))
        .collect();
    let some = any_of(&fit, in_the_loop);
    let ours = bench.grade("some", &some)?;
    println!("some of its units: {ours}");
    let theirs = bench.in_a_loop(&some)?;
    println!("a loop of cargo test over the same: {theirs}");
    let ratio = theirs.took.as_secs_f64() / ours.took.as_secs_f64();
    println!("the loop takes {ratio:.1} times as long (at least 4)");
    Ok(if ratio >= 4.0 && growth <= 2.1 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// One student's answer to one kata.
#[derive(Clone)]
struct Answer<'a> {
    student: usize,
    kata: &'a Kata,
    files: Files,
}

/// The answers of a class, student by student.
fn made_up<'a>(katas: &[&'a Kata], students: usize) -> Result<Vec<Answer<'a>>> {
    let mut answers = Vec::new();
    let mut loaded = Vec::new();
    for kata in katas {
        let all = samples::load(kata)?.into_iter();
        let worked_on = all.filter(|sample| sample.name != SampleName::Stub);
        loaded.push(worked_on.map(|sample| sample.files).collect::<Vec<_>>());
    }
    for student in 0..students {
        for (index, kata) in katas.iter().enumerate() {
            let turn = student + index;
            let files = if turn.is_multiple_of(3) {
                kata.stub.clone()
            } else {
                let samples = &loaded[index];
                // Seven is prime to most numbers of samples, so that neighbours differ much.
                with_noise(&samples[turn * 7 % samples.len()], student)
            };
            answers.push(Answer {
                student,
                kata,
                files,
            });
        }
    }
    Ok(answers)
}

/// The same with a student's name, and with one variable renamed.
fn with_noise(files: &Files, student: usize) -> Files {
    let noisy = |(name, text): (&String, &String)| {
        let text = if name.ends_with(".rs") {
            format!("{}\n// By student {student}.\n", renamed(text, student))
        } else {
            text.clone()
        };
        (name.clone(), text)
    };
    files.iter().map(noisy).collect()
}

/// The text with its first local variable renamed that stands in no text and is no field, argument or function.
fn renamed(text: &str, student: usize) -> String {
    let mut tokens = Vec::new();
    let mut at = 0;
    for token in tokenize(text, FrontmatterAllowed::No) {
        let end = at + token.len as usize;
        tokens.push((token.kind, &text[at..end]));
        at = end;
    }
    let code: Vec<&str> = tokens
        .iter()
        .filter(|(kind, _)| *kind != TokenKind::Whitespace)
        .map(|(_, word)| *word)
        .collect();
    let is_free = |name: &str| {
        let in_texts = format!("{{{name}");
        let is_only_used_as_a_variable = code.windows(3).all(|window| {
            window[1] != name
                || (window[0] != "." && window[0] != "fn" && !["!", ":", "("].contains(&window[2]))
        });
        !text.contains(&in_texts) && is_only_used_as_a_variable
    };
    let candidate = code.windows(3).find_map(|window| match window {
        ["let", name, "="] if name.len() > 2 && is_free(name) => Some(*name),
        _ => None,
    });
    let Some(name) = candidate else {
        return text.into();
    };
    let other = format!("{name}_{student}");
    let words = tokens.iter().map(|(kind, word)| {
        let is_it = *kind == TokenKind::Ident && *word == name;
        if is_it { other.as_str() } else { word }
    });
    words.collect()
}

/// So many of them: those of ten students to each of some katas, in no order that has to do with what they are.
fn any_of<'a>(answers: &[&Answer<'a>], count: usize) -> Vec<Answer<'a>> {
    const STUDENTS: usize = 10;
    let mut by_kata: BTreeMap<String, Vec<Answer<'a>>> = BTreeMap::new();
    for answer in answers {
        let of_kata = by_kata
            .entry(hash_of([answer.kata.name.as_str()]))
            .or_default();
        if of_kata.len() < STUDENTS {
            of_kata.push((*answer).clone());
        }
    }
    by_kata.into_values().flatten().take(count).collect()
}

/// What something took.
struct Cost {
    units: usize,
    took: Duration,
    cpu: Duration,
    /// Bytes of all processes together, at the most.
    memory: u64,
    /// Bytes of the results.
    out: u64,
    /// Bytes of the grader's own files.
    state: u64,
}

impl std::fmt::Display for Cost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let units = self.units as f64;
        write!(
            f,
            "{} units in {:.1} s, {:.2} per second, {:.2} CPU-seconds each, at most {} MiB of memory, {} KiB of results, \
             {} MiB of the grader's own files",
            self.units,
            self.took.as_secs_f64(),
            units / self.took.as_secs_f64(),
            self.cpu.as_secs_f64() / units,
            self.memory >> 20,
            self.out >> 10,
            self.state >> 20
        )
    }
}

struct Bench {
    root: PathBuf,
    folder: PathBuf,
    state: PathBuf,
}

impl Bench {
    /// Grades a class with these answers into a folder of this name.
    fn grade(&self, name: &str, answers: &[Answer<'_>]) -> Result<Cost> {
        let submissions = self.folder.join(format!("{name}-submissions"));
        let mut katas: Vec<&str> = Vec::new();
        for answer in answers {
            let folder = submissions.join(format!("student-{}", answer.student));
            for (file, text) in &answer.files {
                write(&folder.join(&answer.kata.exercise).join(file), text)?;
            }
            katas.push(&answer.kata.name);
        }
        katas.sort_unstable();
        katas.dedup();
        let out = self.folder.join(name);
        let mut class = Command::new("setsid");
        class
            .arg(env!("CARGO_BIN_EXE_class"))
            .arg("grade")
            .arg(&submissions)
            .arg("--out")
            .arg(&out)
            .args(["--katas", &katas.join(",")])
            .current_dir(&self.root)
            .env("KATA_STATE_DIR", &self.state);
        let mut cost = measured(&mut class)?;
        cost.units = answers.len();
        cost.out = size(&out);
        cost.state = size(&self.state);
        Ok(cost)
    }

    /// Whether the answer was stopped over its time in the whole class.
    fn hung(&self, answer: &Answer<'_>) -> bool {
        let file = self
            .folder
            .join(format!("whole/results/student-{}.json", answer.student));
        let text = fs::read(file).unwrap_or_default();
        let result: serde_json::Value = serde_json::from_slice(&text).unwrap_or_default();
        let katas = result["katas"].as_array().into_iter().flatten();
        let mut same = katas.filter(|kata| kata["name"] == answer.kata.name.as_str());
        same.any(|kata| kata["checks"].to_string().contains("\"timed_out\""))
    }

    /// Tests each answer with cargo, one after the other.
    fn in_a_loop(&self, answers: &[Answer<'_>]) -> Result<Cost> {
        let folder = self.folder.join("loop");
        // What was built once is not part of it.
        for answer in answers {
            let crate_folder = folder.join(&answer.kata.name);
            if !crate_folder.exists() {
                self.make_crate(&crate_folder, answer.kata)?;
                self.test(&crate_folder, &answer.kata.reference()?)?;
            }
        }
        let before = children_cpu();
        let began = Instant::now();
        for answer in answers {
            self.test(&folder.join(&answer.kata.name), &answer.files)?;
        }
        Ok(Cost {
            units: answers.len(),
            took: began.elapsed(),
            cpu: children_cpu() - before,
            memory: 0,
            out: 0,
            state: size(&folder),
        })
    }

    fn make_crate(&self, folder: &Path, kata: &Kata) -> Result<()> {
        let manifest = format!(
            "[package]\nname = \"{}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n[dependencies]\nanyhow = \"1\"\n\
             futures = \"0.3\"\ntokio = {{ version = \"1\", features = [\"full\"] }}\n[dev-dependencies]\nkata-kit = {{ path = {:?} }}\n",
            kata.name,
            self.root.join("grader/kit")
        );
        write(&folder.join("Cargo.toml"), &manifest)?;
        fs::copy(self.root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        let mut checks = kata.check_functions()?.to_string();
        for check in kata.plain_checks() {
            let name = &check.name;
            let call = match check.form {
                Form::Async => format!("kata_kit::paused({name}())"),
                _ => format!("{name}()"),
            };
            write!(checks, "\n#[test]\nfn test_{name}() {{ {call} }}\n")?;
        }
        write(&folder.join("tests/checks.rs"), &checks)
    }

    fn test(&self, folder: &Path, files: &Files) -> Result<()> {
        for (file, text) in files {
            write(&folder.join(file), text)?;
        }
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        // Whatever comes out is the answer's; a test that does not end is ended, as an instructor would.
        cargo
            .current_dir(folder)
            .env("CARGO_TARGET_DIR", self.folder.join("loop/target"))
            .args(["test", "-q", "--offline", "--test", "checks"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        cargo.status().context("failed to start cargo")?;
        Ok(())
    }
}

/// Whether `cargo test` alone can run its checks.
fn can_be_plain(kata: &Kata) -> bool {
    kata.check_functions().is_ok() && kata.order_functions().is_none() && !kata.is_command()
}

/// Runs a program in a session of its own and counts what all its processes take.
fn measured(command: &mut Command) -> Result<Cost> {
    let before = children_cpu();
    let began = Instant::now();
    let mut child = command.stdout(Stdio::null()).spawn()?;
    let session = child.id();
    let is_over = AtomicBool::new(false);
    let (status, memory) = thread::scope(|scope| {
        let watch = scope.spawn(|| {
            let mut most = 0;
            while !is_over.load(Ordering::Relaxed) {
                most = most.max(memory_of(session));
                thread::sleep(Duration::from_millis(50));
            }
            most
        });
        let status = child.wait();
        is_over.store(true, Ordering::Relaxed);
        (status, watch.join().unwrap_or_default())
    });
    if !status?.success() {
        bail!("{command:?} has failed");
    }
    Ok(Cost {
        units: 0,
        took: began.elapsed(),
        cpu: children_cpu() - before,
        memory,
        out: 0,
        state: 0,
    })
}

/// The fields of a process behind its name, as the kernel tells them.
fn fields(process: &str) -> Option<Vec<u64>> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let fields = stat.rsplit_once(')')?.1.split_whitespace();
    Some(fields.map(|field| field.parse().unwrap_or(0)).collect())
}

/// The CPU time of all children of this process that have ended.
fn children_cpu() -> Duration {
    let fields = fields("self").unwrap_or_default();
    // Ticks of a hundredth of a second, which Linux has everywhere.
    Duration::from_millis((fields[13] + fields[14]) * 10)
}

/// The memory of all processes of a session; what they share is counted for each.
fn memory_of(session: u32) -> u64 {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let fields = processes.filter_map(|process| fields(process.file_name().to_str()?));
    let of_it = fields.filter(|fields| fields.get(3) == Some(&session.into()));
    of_it
        .map(|fields| fields.get(21).unwrap_or(&0) * 4096)
        .sum()
}

/// The bytes that a folder takes on the disk.
fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let sizes = entries.map(|entry| match entry.metadata() {
        Ok(data) if data.is_dir() => size(&entry.path()),
        Ok(data) => data.len().next_multiple_of(4096),
        Err(_) => 0,
    });
    sizes.sum()
}

fn write(file: &Path, text: &str) -> Result<()> {
    fs::create_dir_all(file.parent().context("a file is in a folder")?)?;
    fs::write(file, text).with_context(|| format!("failed to write {}", file.display()))
}
