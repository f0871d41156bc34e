//! A small class, handed in as people hand things in, graded in several ways that all give the same.

#![cfg(target_os = "linux")]

mod killed;
mod together;

use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output},
};
use tempfile::TempDir;
use zip::{ZipWriter, write::SimpleFileOptions};

const KATA: &str = "wait_for_first";
const PLACE: &str = "exercises/03_tasks_and_waiting/02_wait_for_first/src/lib.rs";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).expect("it is in the repository")
}

fn right() -> String {
    text(&PLACE.replace("exercises", "solutions"))
}

/// A right one, the same as another student's; a wrong one in a folder of its own; the stub; archives that are fine, broken,
/// empty and that leave their folder; a loose file.
fn submissions() -> TempDir {
    let folder = TempDir::new().expect("a folder can be made");
    let wrong = text(&format!(
        "grader/katas/{KATA}/mistakes/drops_the_handles.rs"
    ));
    for (name, around, answer) in [
        ("ada", "", right()),
        ("=cmd", "", right()),
        ("bob", "async-katas-main/", wrong),
        ("zoe", "", text(PLACE)),
    ] {
        hand_in(&folder.path().join(name).join(around), &answer);
    }
    archive(folder.path(), "carl", &format!("carl/katas/{PLACE}"));
    archive(folder.path(), "dora", &format!("../{PLACE}"));
    archive(folder.path(), "fay", "readme.txt");
    fs::write(folder.path().join("eve.zip"), "not an archive").expect("it can be written");
    fs::write(folder.path().join("notes.txt"), "loose").expect("it can be written");
    folder
}

/// Writes an answer into a submission's folder.
fn hand_in(folder: &Path, answer: &str) {
    let file = folder.join(PLACE);
    fs::create_dir_all(file.parent().expect("it is in a folder")).expect("it can be made");
    fs::write(file, answer).expect("it can be written");
}

fn archive(folder: &Path, name: &str, entry: &str) {
    let file = File::create(folder.join(format!("{name}.zip"))).expect("it can be made");
    let mut archive = ZipWriter::new(file);
    archive
        .start_file(entry, SimpleFileOptions::default())
        .expect("an entry");
    archive.write_all(right().as_bytes()).expect("its text");
    archive.finish().expect("an archive");
}

/// The grader's own files, the same for all tests.
fn state() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("state")
}

fn class(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_class"))
        .current_dir(root())
        .args(words)
        .env("KATA_STATE_DIR", state())
        .output()
        .expect("it can be started")
}

fn expect(code: i32, words: &[&str]) -> String {
    let ended = class(words);
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert_eq!(ended.status.code(), Some(code), "{words:?}\n{said}");
    String::from_utf8(ended.stdout).expect("it is text") + &said
}

/// What it says on standard output.
fn expect_out(code: i32, words: &[&str]) -> String {
    let ended = class(words);
    let said = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(code), "{words:?}\n{said}");
    String::from_utf8(ended.stdout).expect("it is text")
}

fn arg(path: &Path) -> &str {
    path.to_str().expect("a path of text")
}

/// Every file of a result but for what may differ.
fn files(out: &Path) -> BTreeMap<String, String> {
    let results = fs::read_dir(out.join("results")).expect("there are results");
    let results = results.map(|entry| entry.expect("an entry").path());
    let others = ["gradebook.csv", "failed.csv"].map(|name| out.join(name));
    let may_differ =
        |line: &&str| !(line.contains("\"graded_at\"") || line.contains("\"duration_ms\""));
    let all = results.chain(others).map(|file| {
        let text = fs::read_to_string(&file).expect("it is text");
        let text: Vec<&str> = text.lines().filter(may_differ).collect();
        let name = file.strip_prefix(out).expect("it is in there");
        (name.display().to_string(), text.join("\n"))
    });
    all.collect()
}

/// Says no more than the first lines that differ.
fn expect_equal(out: &Path, other: &Path) {
    let (mine, theirs) = (files(out), files(other));
    let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&mine), names(&theirs));
    for (name, text) in mine {
        let lines = text.lines().zip(theirs[&name].lines());
        let differing: Vec<_> = lines.filter(|(a, b)| a != b).take(5).collect();
        assert!(text == theirs[&name], "{name}: {differing:#?}");
    }
}

#[test]
fn a_class_in_parts_again_and_from_git_is_graded_as_in_one_run() {
    let (submissions, work) = (submissions(), TempDir::new().expect("a folder can be made"));
    let dir = arg(submissions.path());
    let roster = work.path().join("roster.csv");
    let rows = "id,name,submission,submitted_at\n1,Ada,ada,2026-11-02T00:00:00Z\n2,Nobody,,\n3,Carl,carl.zip,2026-11-01T00:00:00Z\n";
    fs::write(&roster, rows).expect("it can be written");
    let late = work.path().join("late.toml");
    fs::write(
        &late,
        "due = \"2026-11-01T00:00:00Z\"\npercent_per_day = 10\n",
    )
    .expect("it can be written");
    let common = [
        "--katas",
        KATA,
        "--roster",
        arg(&roster),
        "--late",
        arg(&late),
    ];
    let grade = |out: &Path, more: &[&str]| {
        let words = [&["grade", dir, "--out", arg(out)], &common[..], more].concat();
        expect(0, &words)
    };
    let one = work.path().join("one");
    let said = grade(
        &one,
        &["--export", "junit,gradescope,classroom50,dolos,jplag"],
    );
    assert!(said.contains("ignored: notes.txt"), "{said}");
    assert!(said.contains("bob is on no row of the roster"), "{said}");
    let book = fs::read_to_string(one.join("gradebook.csv")).expect("there is one");
    let mark = |student: &str| {
        let row = book
            .lines()
            .find(|row| row.starts_with(&format!("{student},")));
        row.unwrap_or_else(|| panic!("no row of {student}: {book}"))
            .to_string()
    };
    assert_eq!(mark("1"), "1,9,9,9,1,8");
    assert_eq!(mark("2"), "2,0,0,9,,");
    assert_eq!(mark("3"), "3,9,9,9,0,9");
    assert_eq!(mark("'=cmd"), "'=cmd,9,9,9,,");
    assert_eq!(mark("zoe"), "zoe,0,0,9,,");
    let whole = files(&one);
    let status = |student: &str| {
        let name = format!("results/{student}.json");
        let result: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(one.join(name)).expect("it is there"))
                .expect("it is JSON");
        result["katas"][0]["status"]
            .as_str()
            .unwrap_or_default()
            .to_string()
    };
    let statuses = ["1", "2", "bob", "zoe", "dora", "eve", "fay"].map(status);
    assert_eq!(
        statuses,
        [
            "passed",
            "missing",
            "failed",
            "not_started",
            "refused",
            "refused",
            "missing"
        ]
    );

    exports_say_the_same(&one);

    // Again, and after an interruption in which half of the results were lost.
    let units = fs::read_dir(one.join("units")).expect("they are kept");
    for unit in units.step_by(2) {
        fs::remove_file(unit.expect("an entry").path()).expect("it can be removed");
    }
    fs::remove_dir_all(one.join("results")).expect("they can be removed");
    grade(&one, &[]);
    assert_eq!(files(&one), whole);

    // In two parts, of which one may be missing.
    let parts = ["1/2", "2/2"].map(|part| {
        let out = work.path().join(part.replace('/', "-"));
        grade(&out, &["--shard", part]);
        out
    });
    let plan = work.path().join("plan");
    let words = [&["plan", dir][..], &common[..4]].concat();
    let units = class(&words).stdout;
    assert_eq!(String::from_utf8_lossy(&units).lines().count(), 9);
    fs::write(&plan, units).expect("it can be written");
    let merged = work.path().join("merged");
    let words = [
        "merge",
        arg(&parts[0]),
        "--plan",
        arg(&plan),
        "--out",
        arg(&merged),
    ];
    let said = expect(70, &words);
    assert!(said.contains("missing: ") && !merged.exists(), "{said}");
    let words = [
        "merge",
        arg(&parts[0]),
        arg(&parts[1]),
        "--plan",
        arg(&plan),
        "--out",
        arg(&merged),
    ];
    expect(0, &words);
    assert_eq!(files(&merged), whole);

    // From branches, without a checkout.
    let repository = work.path().join("repository");
    fs::create_dir(&repository).expect("it can be made");
    let git = |words: &[&str]| {
        let mut git = Command::new("git");
        let who = [
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@example.org",
            "-C",
            arg(&repository),
        ];
        let ended = git.args(who).args(words).output().expect("git is there");
        assert!(ended.status.success(), "{words:?}: {ended:?}");
    };
    git(&["init", "-q", "-b", "main"]);
    git(&["commit", "-q", "--allow-empty", "-m", "begin"]);
    git(&["checkout", "-q", "-b", "ada"]);
    hand_in(&repository, &right());
    git(&["add", "-A"]);
    git(&["commit", "-q", "-m", "solved"]);
    git(&["checkout", "-q", "main"]);
    let from_git = work.path().join("from-git");
    let words = [
        "grade",
        arg(&repository),
        "--out",
        arg(&from_git),
        "--katas",
        KATA,
    ];
    expect(0, &words);
    let book = fs::read_to_string(from_git.join("gradebook.csv")).expect("there is one");
    assert_eq!(book.lines().nth(1), Some("ada,9,9,9,,"));
}

/// What other programs read of a right answer, of a wrong one and of nothing.
fn exports_say_the_same(one: &Path) {
    let export = |path: &str| {
        let file = one.join("export").join(path);
        fs::read_to_string(&file).unwrap_or_else(|error| panic!("{path}: {error}"))
    };
    let json = |path: &str| -> Value { serde_json::from_str(&export(path)).expect("it is JSON") };
    let gradescope = json("gradescope/bob.json");
    assert_eq!(gradescope["score"], 7);
    let failed = |test: &&Value| test["status"] == "failed";
    let tests = gradescope["tests"].as_array().expect("there are tests");
    let failed = tests.iter().find(failed).expect("one has failed");
    let output = failed["output"].as_str().expect("it says why");
    assert!(output.contains("Dropping a JoinHandle"), "{output}");
    let classroom = json("classroom50/1.json");
    assert_eq!(classroom["schema"], "classroom50/result/v1");
    assert_eq!(classroom["datetime"], "2026-11-02T00:00:00Z");
    assert_eq!(
        (&classroom["score"], &classroom["max-score"]),
        (&9.into(), &9.into())
    );
    assert_eq!(
        export("jplag/wait_for_first/students/1/src/lib.rs"),
        right()
    );
    assert_eq!(export("dolos/wait_for_first/stub/src/lib.rs"), text(PLACE));
    let report = |name: &str| {
        let text = export(&format!("junit/{name}.xml"));
        let report = quick_junit::Report::deserialize_from_str(&text).expect("it is JUnit's XML");
        let suite = &report.test_suites[0];
        (suite.failures, suite.errors)
    };
    assert_eq!(report("bob"), (2, 0));
    assert_eq!(report("1"), (0, 0));
    let (_, errors) = report("dora");
    assert!(errors > 0, "what is refused was not run");
}

#[test]
fn a_regrade_tells_what_moved_and_applies_all_or_nothing() {
    let (submissions, work) = (submissions(), TempDir::new().expect("a folder can be made"));
    let dir = arg(submissions.path());
    let old = work.path().join("old");
    expect(0, &["grade", dir, "--out", arg(&old), "--katas", KATA]);
    let before = files(&old);
    let regrade = |code: i32, name: &str, more: &[&str]| {
        let new = work.path().join(name);
        let words = ["regrade", arg(&old), dir, "--out", arg(&new)];
        expect_out(code, &[&words, more].concat())
    };
    assert_eq!(regrade(0, "same", &[]), "");
    assert_eq!(files(&work.path().join("same")), before);

    // One is right now, one is new, one is gone.
    let bob = submissions.path().join("bob/async-katas-main").join(PLACE);
    fs::write(bob, right()).expect("it can be written");
    fs::create_dir(submissions.path().join("new")).expect("it can be made");
    fs::remove_dir_all(submissions.path().join("zoe")).expect("it can be removed");
    let moved = "better: 1\n  bob/wait_for_first: 7 of 9, failed -> 9 of 9, passed (another answer)\n\
                 new: 1\n  new/wait_for_first: none -> 0 of 9, missing\n\
                 gone: 1\n  zoe/wait_for_first: 0 of 9, not started -> none\n";
    assert_eq!(regrade(0, "moved", &[]), moved);
    assert_eq!(files(&old), before, "nothing is applied unless one says so");
    assert_eq!(regrade(0, "applied", &["--apply"]), moved);
    assert_eq!(files(&old), files(&work.path().join("moved")));
    assert!(!work.path().join("applied").exists());

    // A mark that nothing explains.
    let result = old.join("results/ada.json");
    let text = fs::read_to_string(&result).expect("it is there");
    let wrong = text.replacen("\"score\": 9", "\"score\": 8", 2);
    fs::write(&result, &wrong).expect("it can be written");
    let told = regrade(70, "anew", &["--apply"]);
    assert_eq!(
        told,
        "moved for no reason: 1\n  ada/wait_for_first: 8 of 9, passed -> 9 of 9, passed\n"
    );
    assert_eq!(fs::read_to_string(&result).expect("it is there"), wrong);
}

#[test]
fn wrong_use_is_told_before_anything_is_graded() {
    let work = TempDir::new().expect("a folder can be made");
    let out = work.path().join("out");
    for (words, told) in [
        (
            vec!["grade", "/nowhere", "--out", arg(&out)],
            "cannot be read",
        ),
        (
            vec!["grade", arg(work.path()), "--out", arg(&out)],
            "inside of the submissions",
        ),
        (
            vec!["grade", "/nowhere", "--out", arg(&out), "--shard", "3/2"],
            "not one of the parts",
        ),
        (
            vec![
                "merge",
                arg(work.path()),
                "--plan",
                "/nowhere",
                "--out",
                arg(&out),
            ],
            "the plan cannot be read",
        ),
    ] {
        let said = expect(2, &words);
        assert!(said.contains(told), "{words:?}: {said}");
    }
    assert!(expect(0, &[]).contains("cargo class grade"));
}
