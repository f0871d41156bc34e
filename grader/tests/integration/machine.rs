//! What the machine fails at is never the fault of an answer: no verdict is given, it says why, and
//! nothing of it is kept.

use crate::{
    repository::{place_of, solution},
    support::{HONEST_FIRST_TASK, KATA, Submission, arg, grader_with_cache, root, state, unique},
};
use assert_cmd::Command;
use grader::process::{
    limits::Limits,
    sandbox::{Protections, Role, SandboxPolicy},
};
use predicates::{prelude::*, str::contains};
use std::{
    fs,
    os::unix::{fs::PermissionsExt as _, process::ExitStatusExt as _},
    path::{Path, PathBuf},
    process::{Output, Stdio},
    sync::Once,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// Signals by their numbers on Linux.
const SIGKILL: i32 = 9;
const SIGXCPU: i32 = 24;

/// Sees to it that the kit is there: building one is not what is tested.
fn with_a_kit() {
    static BUILT: Once = Once::new();
    BUILT.call_once(|| assert_eq!(right("kit").grade().code, Some(0)));
}

/// The grader, as a shell starts it after `before`.
fn grader_after(before: &str, submission: &Submission, options: &str) -> Command {
    with_a_kit();
    let mut command = Command::new("sh");
    let program = env!("CARGO_BIN_EXE_grader");
    let folder = submission.arg();
    let line = format!("{before} && exec {program} grade {KATA} --submission {folder} {options}");
    command
        .args(["-c", &line])
        .current_dir(root())
        .env("KATA_STATE_DIR", state())
        .env_remove("CI");
    command
}

/// Nobody is blamed: exit code 70, no points, and these words.
fn is_not_graded(run: &mut Command, words: &str) {
    run.assert()
        .code(70)
        .stdout(contains("not graded").and(contains("signature").not()))
        .stdout(contains(words));
}

/// A right answer that nobody has handed in before, so that no kept result is taken for it.
fn right(test: &str) -> Submission {
    Submission::answering(&format!("{}\n// {}\n", solution(), unique(test)))
}

/// A wrong answer, likewise.
fn wrong(test: &str) -> Submission {
    let answer = solution().replace("task.abort();", "let _ = task;");
    Submission::answering(&format!("{answer}\n// {}\n", unique(test)))
}

fn makes_a_verdict(submission: &Submission, code: i32) {
    let graded = submission.grade_with_cache();
    assert_eq!(graded.code, Some(code), "{}", graded.kata());
}

#[test]
fn a_limit_of_the_shell_that_is_lower_than_a_check_needs_is_told_and_not_kept() {
    let limits = [
        ("ulimit -t 10", "Cpu"),
        ("ulimit -d 400000", "Data"),
        ("ulimit -f 20000", "Fsize"),
    ];
    for (limit, name) in limits {
        let submission = wrong(limit);
        is_not_graded(
            &mut grader_after(limit, &submission, ""),
            "this system allows",
        );
        is_not_graded(&mut grader_after(limit, &submission, ""), name);
        makes_a_verdict(&submission, 1);
        let submission = right(limit);
        is_not_graded(&mut grader_after(limit, &submission, ""), name);
        makes_a_verdict(&submission, 0);
    }
}

#[test]
fn tests_that_cannot_be_run_have_caught_nothing() {
    let place = place_of("write_the_tests");
    let solution = root().join(place.replace("exercises", "solutions"));
    let tests = fs::read_to_string(solution.join("tests/poll_until.rs"));
    let submission = Submission::empty().with(
        &format!("{place}/tests/poll_until.rs"),
        tests.expect("the solution is there"),
    );
    with_a_kit();
    let mut command = Command::new("sh");
    let line = format!(
        "ulimit -t 25 && exec {} grade write_the_tests --no-cache --submission {}",
        env!("CARGO_BIN_EXE_grader"),
        submission.arg()
    );
    command
        .args(["-c", &line])
        .current_dir(root())
        .env("KATA_STATE_DIR", state());
    is_not_graded(command.env_remove("CI"), "this system allows");
}

#[test]
fn a_disk_that_is_nearly_full_is_told_before_anything_fails_over_it() {
    let full = TempDir::new().expect("a folder can be made");
    let folder = arg(full.path());
    let mount = format!("mount -t tmpfs -o size=6m none {folder}");
    // In a namespace of its own, so that nothing is left behind.
    let in_a_namespace = |line: &str| {
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--mount", "sh", "-c", line]);
        command.current_dir(root()).env_remove("CI");
        command
    };
    if !in_a_namespace(&mount)
        .output()
        .is_ok_and(|output| output.status.success())
    {
        eprintln!("this machine lets nobody mount a disk: not tested");
        return;
    }
    for submission in [right("full disk"), wrong("full disk")] {
        let line = format!(
            "{mount} && exec {} grade {KATA} --submission {}",
            env!("CARGO_BIN_EXE_grader"),
            submission.arg()
        );
        let said = in_a_namespace(&line)
            .env("KATA_STATE_DIR", full.path())
            .output()
            .expect("the grader can be started");
        assert_eq!(said.status.code(), Some(70));
        let both = [said.stdout, said.stderr].concat();
        let both = String::from_utf8_lossy(&both);
        assert!(both.contains("the disk is full: "), "{both}");
    }
}

/// A toolchain whose compiler does what `script` says before it does its work; `$real` is the real one.
struct OddToolchain(TempDir);

impl OddToolchain {
    /// Odd where the kata and its checks are compiled.
    fn new(script: &str) -> Self {
        let katas = format!("*--crate-name*{KATA}*|*--crate-name*checks*");
        Self::where_called_with(&katas, script)
    }

    /// Odd where the arguments are like `pattern`.
    fn where_called_with(pattern: &str, script: &str) -> Self {
        let ask = std::process::Command::new("rustc")
            .args(["--print", "sysroot"])
            .output();
        let sysroot = String::from_utf8(ask.expect("there is a rustc").stdout).expect("a path");
        let sysroot = Path::new(sysroot.trim_end());
        let folder = TempDir::new().expect("a folder can be made");
        let odd = Self(folder);
        fs::create_dir(odd.path("bin")).expect("a folder can be made");
        std::os::unix::fs::symlink(sysroot.join("lib"), odd.path("lib")).expect("a link");
        let real = |name: &str| sysroot.join("bin").join(name);
        odd.script("bin/cargo", &format!("exec {} \"$@\"", arg(&real("cargo"))));
        let rustc = arg(&real("rustc")).to_string();
        odd.script(
            "bin/rustc",
            &format!(
                "real={rustc}\nif [ \"$*\" = \"--print sysroot\" ]; then echo {}; exit; fi\n\
                 case \"$*\" in {pattern})\n{script}\n;; esac\nexec $real \"$@\"",
                arg(odd.0.path())
            ),
        );
        odd
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn script(&self, name: &str, text: &str) {
        let file = self.path(name);
        fs::write(&file, format!("#!/bin/sh\n{text}\n")).expect("a file can be written");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("a file of ours");
    }

    /// The grader with this compiler, for `submission`. The script is not in any jail.
    fn grade(&self, submission: &Submission) -> Command {
        with_a_kit();
        let folder = submission.arg();
        let mut command = grader_with_cache(&["grade", KATA, "--sandbox", "off"]);
        command
            .args(["--submission", folder])
            .env("RUSTC", self.path("bin/rustc"));
        command
    }
}

#[test]
fn a_compiler_that_is_killed_from_outside_is_nobodys_fault() {
    let odd = OddToolchain::new("kill -9 $$");
    for (submission, code) in [(right("killed"), 0), (wrong("killed"), 1)] {
        is_not_graded(&mut odd.grade(&submission), "ended from outside");
        makes_a_verdict(&submission, code);
    }
}

#[test]
fn a_compiler_that_crashes_over_everything_is_nobodys_fault() {
    let crash = "echo 'thread main panicked' >&2; exit 101";
    let odd = OddToolchain::where_called_with("*--crate-name*", crash);
    is_not_graded(&mut odd.grade(&wrong("crash")), "it is not your code");
}

#[test]
fn a_compiler_that_has_no_room_left_is_nobodys_fault() {
    let odd = OddToolchain::new(
        "echo '{\"message\":\"failed to write: No space left on device (os error 28)\",\"code\":null,\
         \"level\":\"error\",\"spans\":[],\"children\":[],\"rendered\":\"\"}' >&2; exit 1",
    );
    is_not_graded(&mut odd.grade(&right("no room")), "No space left on device");
}

#[test]
fn a_compiler_that_fails_once_is_asked_again() {
    let once = TempDir::new().expect("a folder can be made");
    let odd = OddToolchain::new(&format!(
        "if mkdir {}/once 2>/dev/null; then exit 101; fi",
        arg(once.path())
    ));
    odd.grade(&right("once")).assert().code(0);
}

#[test]
fn a_check_that_is_killed_from_outside_is_nobodys_fault() {
    let waits = "use futures::future::BoxFuture;
pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    std::thread::sleep(std::time::Duration::from_secs(60));
    let _ = futs;
    None
}";
    let submission = Submission::answering(&format!("{waits}\n{}", HONEST_FIRST_TASK));
    let folder = submission.arg();
    let child = std::process::Command::new(env!("CARGO_BIN_EXE_grader"))
        .args([
            "grade",
            KATA,
            "--no-cache",
            "--submission",
            folder,
            "--jobs",
            "1",
        ])
        .current_dir(root())
        .env("KATA_STATE_DIR", state())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the grader can be started");
    let started = Instant::now();
    // The one that waits is there for a while; one of the others may be gone already.
    let mut known = None;
    loop {
        let check = a_child_called("checks", child.id());
        if let (Some(check), true) = (check, check == known) {
            let kill = std::process::Command::new("kill")
                .args(["-9", &check.to_string()])
                .status();
            if kill.expect("there is a `kill`").success() {
                break;
            }
        }
        known = check;
        assert!(
            started.elapsed() < Duration::from_secs(300),
            "no check was started"
        );
        std::thread::sleep(Duration::from_millis(200));
    }
    let Output { status, stdout, .. } = child.wait_with_output().expect("the grader ends");
    let said = String::from_utf8_lossy(&stdout);
    assert_eq!(status.code(), Some(70), "{said}");
    assert!(said.contains("ended from outside"), "{said}");
}

/// The number of a process with this name whose parent is `parent`.
fn a_child_called(name: &str, parent: u32) -> Option<u32> {
    let processes = fs::read_dir("/proc")
        .expect("there are processes")
        .flatten();
    let mut numbers = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    numbers.find(|number: &u32| {
        let stat = fs::read_to_string(format!("/proc/{number}/stat")).unwrap_or_default();
        let of_parent = format!(" {parent} ");
        let behind_the_state =
            |rest: &str| rest.get(1..).is_some_and(|r| r.starts_with(&of_parent));
        stat.split_once(&format!("({name}) "))
            .is_some_and(|(_, rest)| behind_the_state(rest))
    })
}

#[test]
fn who_uses_up_the_cpu_time_gets_the_signal_that_says_so() {
    let policy = SandboxPolicy {
        read: vec![],
        list: vec![],
        execute: vec![],
        write: vec![],
        role: Role::Compiler,
        limits: Limits {
            cpu_time: Duration::from_secs(1),
            ..Limits::of_compiler()
        },
        protections: Protections {
            limits: true,
            ..Protections::default()
        },
    };
    let policy = serde_json::to_string(&policy).expect("a policy can be written");
    let spins = |line: &str| {
        let run = std::process::Command::new(env!("CARGO_BIN_EXE_grader"))
            .args([
                "__enter-sandbox",
                "mark",
                "any",
                &policy,
                "/bin/sh",
                "-c",
                line,
            ])
            .output()
            .expect("the grader can be started");
        run.status.signal()
    };
    assert_eq!(spins("while :; do :; done"), Some(SIGXCPU));
    // A program that ignores it gets the signal that cannot be ignored.
    assert_eq!(spins("trap '' XCPU; while :; do :; done"), Some(SIGKILL));
}

#[test]
fn a_time_out_is_tried_again_and_not_kept_as_a_fact() {
    let hangs = solution().replace("task.abort();", "loop { std::thread::park(); }");
    let submission = Submission::answering(&hangs);
    for _ in 0..2 {
        let graded = submission.grade_with_cache();
        let statuses = graded.kata()["checks"].as_array().expect("it has checks");
        assert!(statuses.iter().any(|check| check["status"] == "timed_out"));
        assert_eq!(graded.kata()["cached"], false);
    }
}
