//! Answers whose checks are compiled as one program.

use super::{KATA, arg, expect, expect_equal, expect_out, hand_in, right, text};
use serde_json::Value;
use std::{fs, path::Path};
use tempfile::TempDir;

fn hanging() -> String {
    right().replacen("> {\n", "> {\n    std::future::pending::<()>().await;\n", 1)
}

fn with_another_signature() -> String {
    right().replace("first_task", "first_of_tasks")
}

/// Answers that are right, wrong, hang, do not compile and have another signature: with one job and few answers each is
/// compiled alone, with more of them two together.
#[test]
fn an_answer_gets_together_with_others_what_it_gets_alone() {
    let (class, work) = (
        TempDir::new(),
        TempDir::new().expect("a folder can be made"),
    );
    let class = class.expect("a folder can be made");
    let sample = |path: &str| text(&format!("grader/katas/{KATA}/{path}.rs"));
    for (name, answer) in [
        ("a", right()),
        ("b", with_another_signature()),
        ("c", hanging()),
        ("d", sample("correct/unordered_and_join_set")),
        ("e", sample("mistakes/polls_every_millisecond")),
        ("f", "pub fn first(".into()),
        ("g", sample("mistakes/leaks_the_losers")),
    ] {
        hand_in(&class.path().join(name), &answer);
    }
    let grade = |out: &Path, more: &[&str]| {
        let words = [
            "grade",
            arg(class.path()),
            "--out",
            arg(out),
            "--katas",
            KATA,
        ];
        expect(0, &[&words[..], &["--jobs", "1"], more].concat())
    };
    let together = work.path().join("together");
    grade(&together, &[]);
    let parts = ["1/3", "2/3", "3/3"].map(|part| {
        let out = work.path().join(part.replace('/', "-"));
        grade(&out, &["--shard", part]);
        out
    });
    let plan = work.path().join("plan");
    let units = expect_out(0, &["plan", arg(class.path()), "--katas", KATA]);
    fs::write(&plan, units).expect("it can be written");
    let alone = work.path().join("alone");
    let parts = parts.each_ref().map(|part| arg(part));
    let merge = [
        &["merge"],
        &parts[..],
        &["--plan", arg(&plan), "--out", arg(&alone)],
    ]
    .concat();
    expect(0, &merge);
    expect_equal(&together, &alone);
    let statuses = ["a", "b", "c", "d", "e", "f", "g"].map(|student| {
        let file = together.join(format!("results/{student}.json"));
        let result = fs::read_to_string(file).expect("it is there");
        let result: Value = serde_json::from_str(&result).expect("it is JSON");
        result["katas"][0]["status"].as_str().map(String::from)
    });
    let promised = [
        "passed",
        "signature_changed",
        "failed",
        "passed",
        "failed",
        "does_not_compile",
        "failed",
    ];
    assert_eq!(statuses, promised.map(|status| Some(status.into())));
}
