//! Hints, one after the other.

use crate::support::{KATA, Submission, arg, grader};
use predicates::{prelude::*, str::contains};

#[test]
fn hints_come_one_by_one_and_the_last_one_stays() {
    let state = tempfile::TempDir::new().expect("a folder can be made");
    for number in ["1 of 3", "2 of 3", "3 of 3", "3 of 3"] {
        grader(&["hint", KATA])
            .env("KATA_STATE_DIR", state.path())
            .assert()
            .code(0)
            .stdout(contains(number));
    }
    grader(&["hint", "nonsense"]).assert().code(2);
}

#[test]
fn a_hint_keeps_its_lines_and_its_code() {
    let catalog = tempfile::TempDir::new().expect("a folder can be made");
    let put = |path: &str, text: &str| {
        let file = catalog.path().join(KATA).join(path);
        std::fs::create_dir_all(file.parent().expect("a file is in a folder"))
            .expect("a folder can be made");
        std::fs::write(file, text).expect("a file can be written");
    };
    put(
        "kata.toml",
        r#"title = "Private"
points = 1
clock = "paused"
hints = [
    """
Look at this:

    while one {
        two();
    }

and at nothing else.
""",
    "b",
    "c",
]
"#,
    );
    put(
        "checks.rs",
        "/// Nothing gives nothing.\nasync fn nothing() {}\n",
    );
    put("stub/src/lib.rs", "");
    let state = tempfile::TempDir::new().expect("a folder can be made");
    let hint = |words: &[&str]| {
        let mut command = grader(words);
        command.args(["--catalog", arg(catalog.path())]);
        command.env("KATA_STATE_DIR", state.path()).assert().code(0)
    };
    let lines =
        "Look at this:\n\n    while one {\n        two();\n    }\n\nand at nothing else.\n\n";
    hint(&["hint", KATA]).stdout(contains(format!("hint 1 of 3\n{lines}Ask again")));
    hint(&["hint", KATA, "--again"]).stdout(contains(format!("hint 1 of 3\n{lines}")));
}

#[test]
fn hints_can_be_read_again_and_a_reset_starts_them_anew() {
    let clone = Submission::clone_of_its_own();
    let state = clone.folder().join("state");
    let here = |words: &[&str]| {
        let mut command = grader(words);
        command
            .current_dir(clone.folder())
            .env("KATA_STATE_DIR", &state);
        command.assert()
    };
    here(&["hint", "3.2", "--again"])
        .code(0)
        .stdout(contains("no hint for wait_for_first yet"));
    here(&["hint", "3.2"]).stdout(
        contains("hint 1 of 3").and(contains("?\n\nAsk again, and you get the next one.\n")),
    );
    here(&["hint", "3.2"]).stdout(contains("hint 2 of 3"));
    for _ in 0..2 {
        here(&["hint", "3.2", "--again"]).code(0).stdout(
            contains("hint 1 of 3")
                .and(contains("hint 2 of 3"))
                .and(contains("hint 3 of 3").not()),
        );
    }
    here(&["reset", "3.2"]).code(0);
    here(&["hint", "3.2"]).stdout(contains("hint 1 of 3"));

    let file = state.join("hints.json");
    std::fs::write(&file, "{\"wait_for_first\": 2,}").expect("it can be damaged");
    here(&["hint", "3.2"])
        .code(0)
        .stdout(contains("hint 1 of 3"))
        .stderr(contains("hints.json.damaged"));
    let damaged = std::fs::read_to_string(state.join("hints.json.damaged"));
    assert_eq!(damaged.expect("it is kept"), "{\"wait_for_first\": 2,}");
    here(&["hint", "3.2"])
        .stdout(contains("hint 2 of 3"))
        .stderr("");
}
