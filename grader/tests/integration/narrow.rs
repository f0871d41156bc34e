//! Reports and lists on a narrow terminal.

use crate::{
    repository::place_of,
    support::{KATA, PLACE, Submission, root, state},
};

/// What the grader prints on a terminal of 40 columns; `None` where no terminal can be made.
fn on_a_narrow_terminal(words: &[&str]) -> Option<String> {
    let line = format!(
        "stty cols 40 rows 50; exec '{}' {}",
        env!("CARGO_BIN_EXE_grader"),
        words.join(" ")
    );
    let output = std::process::Command::new("script")
        .args(["-qec", &line, "/dev/null"])
        .current_dir(root())
        .env("KATA_STATE_DIR", state())
        .envs([
            ("NO_COLOR", "1"),
            ("TERM", "xterm"),
            ("SHELL", "/bin/sh"),
            ("CI", "1"),
        ])
        .output();
    let Ok(output) = output else {
        eprintln!("skipped: `script` of util-linux is not here");
        return None;
    };
    let text = String::from_utf8_lossy(&output.stdout).replace('\r', "");
    Some(anstream::adapter::strip_str(&text).to_string())
}

/// Only what has no space to break it at may be longer.
fn expect_narrow(text: &str) {
    for line in text.lines() {
        let whole = !line.trim().contains(' ');
        assert!(line.chars().count() <= 40 || whole, "{line}\n\n{text}");
    }
}

#[test]
fn reports_and_lists_read_well_in_40_columns() {
    let mistake = |kata: &str, name: &str| {
        let file = root()
            .join("grader/katas")
            .join(kata)
            .join("mistakes")
            .join(name);
        std::fs::read(file).expect("the mistake is there")
    };
    let tests = (0..9).map(|n| format!("\n#[test]\nfn more_{n}() {{}}\n"));
    let tests = String::from_utf8_lossy(&mistake("write_the_tests", "alone_on_the_thread.rs"))
        .into_owned()
        + &tests.collect::<String>();
    let submission = Submission::untouched()
        .with(
            &format!("{PLACE}/src/lib.rs"),
            mistake(KATA, "drops_the_handles.rs"),
        )
        .with(
            &format!("{}/tests/poll_until.rs", place_of("write_the_tests")),
            tests,
        );
    let of = ["--submission", submission.arg()];
    let on_it = |words: &[&str]| on_a_narrow_terminal(&[words, &of].concat());
    let Some(said) = on_it(&["grade", KATA, "write_the_tests"]) else {
        return;
    };
    expect_narrow(&said);
    assert!(
        said.contains("      runner 1  0..300 ms  after you\n"),
        "{said}"
    );
    assert!(said.contains("      |=:==================#\n"), "{said}");
    assert!(
        said.contains("        ^ 20 ms your function returned\n"),
        "{said}"
    );
    assert!(said.contains("A mark for every test"), "{said}");
    for words in [&["list"][..], &["next"], &["hint", KATA], &[]] {
        expect_narrow(&on_it(words).expect("there is a terminal"));
    }
}
