//! A class that is killed again and again while it is graded ends like one that was not.

use super::{KATA, PLACE, arg, expect, hand_in, root, text};
use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};
use tempfile::TempDir;

/// A few answers that end in different ways, each with a line of its own.
fn submissions() -> TempDir {
    let folder = TempDir::new().expect("a folder can be made");
    let answers = [
        "correct/channel.rs",
        "mistakes/counts_who_ended.rs",
        "mistakes/no_empty_case.rs",
        "stub/src/lib.rs",
    ];
    for (number, answer) in answers.iter().enumerate() {
        let answer = text(&format!("grader/katas/{KATA}/{answer}"));
        let student = folder.path().join(format!("student-{number}"));
        hand_in(&student, &format!("{answer}\n// {number}\n"));
    }
    super::archive(folder.path(), "zipped", PLACE);
    folder
}

/// Starts a grading in a session of its own, by which all its processes are known.
fn start(dir: &Path, out: &Path) -> Child {
    let class = env!("CARGO_BIN_EXE_class");
    let mut setsid = Command::new("setsid");
    setsid
        .args([class, "grade", arg(dir), "--out", arg(out), "--katas", KATA])
        .current_dir(root())
        .env("KATA_STATE_DIR", super::state())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    setsid.spawn().expect("setsid is in every Linux")
}

/// Kills a process with all that is in its group, as an engine does. Its children are in groups of their own.
fn kill_group(child: &mut Child) {
    let group = format!("-{}", child.id());
    let kill = Command::new("kill")
        .args(["-KILL", "--", &group])
        .stderr(Stdio::null())
        .status();
    kill.expect("kill is in every Unix");
    child.wait().expect("it can be reaped");
}

/// What is still alive of a session, as the kernel tells it.
fn of_session(session: u32) -> Vec<String> {
    let processes = fs::read_dir("/proc").expect("this is a Linux").flatten();
    let stats =
        processes.filter_map(|process| fs::read_to_string(process.path().join("stat")).ok());
    let is_of_it = |stat: &String| {
        // Behind the name in brackets: state, parent, group, session.
        let rest = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
        let words: Vec<&str> = rest.split_whitespace().collect();
        words[0] != "Z" && words[3] == session.to_string()
    };
    stats.filter(is_of_it).collect()
}

/// What tells whether a file was written again: its number and its time.
type Stamp = (u64, i64, i64);

fn units(out: &Path) -> BTreeMap<PathBuf, Stamp> {
    let units = fs::read_dir(out.join("units"))
        .into_iter()
        .flatten()
        .flatten();
    let finished = units.filter(|unit| unit.path().extension().is_some());
    finished
        .map(|unit| {
            let data = unit.metadata().expect("it is there");
            (unit.path(), (data.ino(), data.mtime(), data.mtime_nsec()))
        })
        .collect()
}

fn all_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("it is a folder").flatten();
    entries
        .flat_map(|entry| {
            let path = entry.path();
            if path.is_dir() {
                all_files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

/// Grades a class that is killed so often, and compares with one that is not.
fn grade_and_kill(times: u32) {
    let (submissions, work) = (submissions(), TempDir::new().expect("a folder can be made"));
    let dir = submissions.path();
    let [one, killed] = ["one", "killed"].map(|name| work.path().join(name));
    let grade = |out: &Path| expect(0, &["grade", arg(dir), "--out", arg(out), "--katas", KATA]);
    grade(&one);
    let mut known = BTreeMap::new();
    let mut random: u64 = std::process::id().into();
    for time in 0..times {
        let mut class = start(dir, &killed);
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        // From before the first unit to while results are written.
        thread::sleep(Duration::from_millis((random >> 33) % 1500));
        kill_group(&mut class);
        let now = units(&killed);
        let kept = known
            .iter()
            .all(|(unit, stamp)| now.get(unit) == Some(stamp));
        assert!(kept, "graded twice after {time} kills: {known:?} {now:?}");
        known = now;
        let mut left = Vec::new();
        for _ in 0..1000 {
            left = of_session(class.id());
            if left.is_empty() {
                break;
            }
            // The kernel takes a moment to end them.
            thread::sleep(Duration::from_millis(10));
        }
        assert_eq!(left, Vec::<String>::new(), "they have survived");
    }
    grade(&killed);
    let now = units(&killed);
    assert!(known.iter().all(|(unit, stamp)| now[unit] == *stamp));
    super::expect_equal(&killed, &one);
    let names = |out: &Path| {
        let mut names: Vec<PathBuf> = all_files(out)
            .iter()
            .map(|file| file.strip_prefix(out).expect("it is in there").into())
            .collect();
        names.sort();
        names
    };
    assert_eq!(names(&killed), names(&one));
}

/// How often it is killed, unless the variable `KATA_KILLS` says otherwise: each time takes a second or two.
const KILLS: u32 = 4;

#[test]
fn a_class_that_is_killed_ends_like_one_that_is_not_and_grades_nothing_twice() {
    let kills = std::env::var("KATA_KILLS").ok();
    let kills = kills.map(|kills| kills.parse().expect("KATA_KILLS is a number"));
    grade_and_kill(kills.unwrap_or(KILLS));
}
