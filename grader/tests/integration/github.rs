//! What a job on GitHub is told, pinned by golden files, and what a student cannot make of it.

use crate::{
    golden,
    repository::katas,
    support::{PLACE, Submission, arg, grader, root},
};
use grader::{
    report::{github, human, json, summary},
    result::{CheckStatus, Diagnostic, KataResult, KataStatus, MutationMatrix, Place, RunResult},
};
use kata_protocol::{PictureRow, TimelinePicture};
use std::fs;

/// Everything that a runner could obey or a page could render, as a student would write it.
const HOSTILE: &str = "::error::forged\n \t::set-output name=a::forged\n\u{1b}[1m::add-mask::forged\n\
    x ##[error]forged\r::stop-commands::forged\n% %0A::error::forged\n```\n````text\n# forged\n\
    <script>alert(1)</script> <!-- --> [a](http://b) @somebody \u{202e}";

/// A result that is shown, from a file that no test writes.
fn given(name: &str) -> RunResult {
    let file = root()
        .join("grader/tests/fixtures/results")
        .join(format!("{name}.json"));
    let text = fs::read(file).expect("the result is there");
    serde_json::from_slice(&text).expect("it is a result")
}

/// One kata of each kind, and one in which everything that can be the student's words is hostile.
fn every_kind() -> RunResult {
    let mut result = given("failed");
    for name in ["passed", "does_not_compile", "missing", "not_started"] {
        result.katas.extend(given(name).katas);
    }
    result.katas.push(hostile());
    result
}

fn hostile() -> KataResult {
    let mut kata = given("failed").katas.remove(0);
    kata.mutants = Some(MutationMatrix {
        tests: vec![HOSTILE.into()],
        mutants: Vec::new(),
        asserts: true,
    });
    for check in &mut kata.checks {
        check.status = CheckStatus::Failed;
        check.observed = HOSTILE.into();
        check.explanation = String::new();
        check.picture = Some(TimelinePicture {
            rows: vec![PictureRow {
                name: HOSTILE.into(),
                bar: "=#".into(),
                times: String::new(),
            }],
            ..TimelinePicture::default()
        });
        check.output = HOSTILE.into();
        check.stuck_at = vec![Place {
            file: format!("{PLACE}/src/a,line=1,title=forged::b%.rs"),
            line: 7,
        }];
    }
    kata
}

/// The commands that GitHub's runner would carry out, by its own rules (`ActionCommand.cs`).
fn obeyed(log: &str) -> Vec<String> {
    let mut stopped_by: Option<String> = None;
    let mut obeyed = Vec::new();
    for line in log.split(['\n', '\r']) {
        let command = line
            .trim_start()
            .strip_prefix("::")
            .and_then(|rest| rest.split_once("::"));
        let command = command.map(|(name, data)| (name.to_string(), data.to_string()));
        let old = line
            .split_once("##[")
            .and_then(|(_, rest)| rest.split_once(']'));
        let old = old.map(|(name, data)| (name.to_string(), data.to_string()));
        let Some((name, data)) = command.or(old) else {
            continue;
        };
        match &stopped_by {
            Some(token) if *token == name => stopped_by = None,
            Some(_) => {}
            None if name == "stop-commands" => stopped_by = Some(data),
            None => obeyed.push(format!("{name}::{data}")),
        }
    }
    assert_eq!(stopped_by, None, "commands are obeyed again in the end");
    obeyed
}

#[test]
fn the_annotations_and_the_summary_are_as_they_were() {
    let result = every_kind();
    let log = github::log(&result, &katas(), "TOKEN");
    // What stands before is the report for people, which has tests of its own.
    let (report, commands) = log
        .split_once("\n::TOKEN::\n")
        .expect("commands are obeyed again after the report");
    assert!(report.starts_with("::stop-commands::TOKEN\n"), "{report}");
    golden::expect("github.log", commands);
    golden::expect("summary.md", &summary::render(&result));
}

#[test]
fn a_student_gives_no_command_in_any_format() {
    let mut result = every_kind();
    for kata in &mut result.katas {
        kata.status = KataStatus::Failed;
    }
    result.katas.push(KataResult {
        status: KataStatus::Refused,
        ..hostile()
    });
    let log = github::log(&result, &katas(), "TOKEN");
    let commands = obeyed(&log);
    assert!(!commands.is_empty());
    for command in commands {
        let ours = ["error file=exercises/", "notice title=Not all is shown"];
        assert!(
            ours.iter().any(|start| command.starts_with(start)),
            "{command}"
        );
        let (properties, _) = command.split_once("::").expect("a command has data");
        let names: Vec<&str> = properties
            .split(',')
            .map(|property| property.split_once('=').map_or("", |(name, _)| name))
            .collect();
        assert!(
            names == ["error file", "line", "title"] || names == ["notice title"],
            "{command}"
        );
    }
    let human = human::report(&result, &katas()).to_text();
    let human = anstream::adapter::strip_str(&human).to_string();
    assert_eq!(obeyed(&human), [""; 0]);
    let json = json::render(&result).expect("it can be written");
    assert_eq!(obeyed(&json), [""; 0]);
    let back: RunResult = serde_json::from_str(&json).expect("it is still JSON");
    assert_eq!(
        back.katas.last().map(|kata| &*kata.checks[0].observed),
        Some(HOSTILE)
    );
}

#[test]
fn no_block_of_the_summary_is_closed_from_inside() {
    let mut outside = String::new();
    let mut fence: Option<String> = None;
    let text = summary::render(&every_kind());
    for line in text.lines() {
        let ticks = line.chars().take_while(|c| *c == '`').count();
        match &fence {
            Some(open) if line == open => fence = None,
            Some(open) => assert!(ticks < open.len(), "{line}"),
            None if ticks >= 3 => fence = Some("`".repeat(ticks)),
            None => outside.push_str(line),
        }
    }
    assert_eq!(fence, None);
    assert!(
        !outside.contains("forged") && !outside.contains("script"),
        "{outside}"
    );
}

#[test]
fn ten_annotations_of_4096_characters_and_a_summary_of_one_mebibyte_are_the_most() {
    let mut result = every_kind();
    let mut kata = hostile();
    for check in &mut kata.checks {
        check.observed = "x%\n".repeat(1500);
    }
    result.katas = vec![kata; 150];
    let log = github::log(&result, &katas(), "TOKEN");
    let commands = obeyed(&log);
    assert_eq!(
        commands.iter().filter(|c| c.starts_with("error ")).count(),
        10
    );
    let message = |command: &String| {
        let (_, data) = command.split_once("::").expect("a command has data");
        data.replace("%0A", "\n")
            .replace("%25", "%")
            .chars()
            .count()
    };
    assert!(commands.iter().map(message).all(|length| length <= 4096));
    assert!(summary::render(&result).len() < 1 << 20);
}

#[test]
fn errors_of_the_compiler_stand_on_their_lines() {
    let mut result = given("does_not_compile");
    result.katas[0].diagnostics.push(Diagnostic {
        file: format!("{PLACE}/src/other.rs"),
        line: 12,
        column: 1,
        level: "error".into(),
        message: "expected `;`, found `}`".into(),
    });
    let commands = obeyed(&github::log(&result, &katas(), "TOKEN"));
    assert_eq!(
        commands[1],
        format!(
            "error file={PLACE}/src/other.rs,line=12,title=wait_for_first::expected `;`, found `}}`"
        )
    );
}

#[test]
fn a_job_gets_annotations_a_summary_and_the_result_of_what_was_changed() {
    let before = Submission::whole_and_untouched();
    let after = Submission::whole_and_untouched().with(&format!("{PLACE}/src/lib.rs"), "");
    let out = after.folder().join("result.json");
    let page = after.folder().join("summary.md");
    fs::write(&page, "what was there\n").expect("a file can be written");
    let run = grader(&["grade", "--format", "github", "--submission", after.arg()])
        .args(["--changed-since", before.arg(), "--out", arg(&out)])
        .env("GITHUB_STEP_SUMMARY", &page)
        .assert()
        .code(1);
    let log = String::from_utf8_lossy(&run.get_output().stdout).into_owned();
    let commands = obeyed(&log);
    assert!(
        commands[0].starts_with(&format!("error file={PLACE}/src/lib.rs,")),
        "{log}"
    );
    let text = fs::read(&out).expect("the result is there");
    let result: RunResult = serde_json::from_slice(&text).expect("it is a result");
    let names: Vec<&str> = result.katas.iter().map(|kata| &*kata.name).collect();
    assert_eq!(names, ["wait_for_first"]);
    let page = fs::read_to_string(page).expect("the summary is there");
    assert!(
        page.starts_with("what was there\n") && page.contains("| `wait_for_first` |"),
        "{page}"
    );
}

#[test]
fn a_submission_that_changed_no_kata_is_asked_for_none() {
    let same = Submission::whole_and_untouched();
    let folder = same.arg();
    let run = grader(&["grade", "--format", "github", "--submission", folder])
        .args(["--changed-since", folder])
        .env_remove("GITHUB_STEP_SUMMARY")
        .assert()
        .code(0);
    let log = String::from_utf8_lossy(&run.get_output().stdout).into_owned();
    assert!(log.contains("0 of 0 katas passed"), "{log}");
}
