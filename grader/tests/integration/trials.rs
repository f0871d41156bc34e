//! Files of tests that try to pass without testing, handed in for `write_the_tests`.

use crate::{repository::place_of, support::Submission};
use serde_json::Value;

/// Grades `tests` and gives the kata.
fn graded(tests: &str) -> Value {
    let file = format!("{}/tests/poll_until.rs", place_of("write_the_tests"));
    let submission = Submission::empty().with(&file, format!("{START}{tests}"));
    let graded = submission.grade_kata("write_the_tests", &[]);
    assert_eq!(graded.code, Some(1));
    graded.kata().clone()
}

fn passed(kata: &Value) -> Vec<&str> {
    let checks = kata["checks"].as_array().expect("there are checks");
    let passed = checks.iter().filter(|check| check["status"] == "passed");
    passed
        .map(|check| check["name"].as_str().expect("a check has a name"))
        .collect()
}

const START: &str = "
use std::time::Duration;
use write_the_tests::poll_until;
async fn call() -> Option<u32> {
    let mut tries = 0;
    poll_until(Duration::from_millis(10), Duration::from_millis(100), async || {
        tries += 1;
        tries == 3
    })
    .await
}
";

/// Four tests that call the function and then do `what`.
fn four(what: &str) -> String {
    let test = |n| {
        format!(
            "#[tokio::test(start_paused = true)]\nasync fn t{n}() {{\n    call().await;\n    {what}\n}}\n"
        )
    };
    (0..4).map(test).collect()
}

#[test]
fn tests_that_go_by_the_clock_or_their_number_prove_nothing() {
    // The runs on correct versions were the first twenty, once; the rest had to be the mutants.
    let number = "
    let number = std::process::id() - std::os::unix::process::parent_id();
    assert!(number < 30, \"this must be a mutant\");";
    let kata = graded(&four(number));
    assert_eq!(kata["status"], "failed");
    assert!(passed(&kata).len() <= 4, "{kata:#}");
    let word = "
    let word = std::io::read_to_string(std::io::stdin()).unwrap();
    assert!(word < \"8\".to_string(), \"this must be a mutant\");";
    assert_eq!(graded(&four(word))["status"], "failed");
}

#[test]
fn tests_that_go_by_the_place_they_are_called_from_prove_nothing() {
    let future = "
static PLACE: std::sync::Mutex<String> = std::sync::Mutex::new(String::new());
struct Ready;
impl Future for Ready {
    type Output = bool;
    #[track_caller]
    fn poll(self: std::pin::Pin<&mut Self>, _: &mut std::task::Context<'_>) -> std::task::Poll<bool> {
        *PLACE.lock().unwrap() = std::panic::Location::caller().to_string();
        std::task::Poll::Ready(true)
    }
}
";
    // Numbered, the correct versions were the first three.
    let place = "
    poll_until(Duration::from_millis(10), Duration::from_millis(100), || Ready).await;
    let place = PLACE.lock().unwrap().clone();
    assert!([\"v0\", \"v1\", \"v2\"].iter().any(|v| place.contains(&format!(\"{v}.rs\"))), \"{place}\");";
    let kata = graded(&(future.to_string() + &four(place)));
    assert!(passed(&kata).len() <= 2, "{kata:#}");
    assert!(kata.to_string().contains("hidden/v"), "the place is known");
}

#[test]
fn tests_that_include_the_compiled_versions_do_not_compile() {
    for made in [
        "libwrite_the_tests.rlib",
        "libwrite_the_tests.rmeta",
        "tests",
    ] {
        for folder in ["out", "lines"] {
            let include =
                format!("static ALL: &[u8] = include_bytes!(\"../../{folder}/{made}\");\n");
            let kata = graded(&(include + &four("assert!(ALL.len() > 1)")));
            assert_eq!(kata["status"], "does_not_compile", "{folder}/{made}");
        }
    }
    // The linker needs it; the student's code does not.
    let system = "static PROGRAM: &[u8] = include_bytes!(\"/usr/bin/env\");\n";
    let kata = graded(&(system.to_string() + &four("assert!(PROGRAM.len() > 1)")));
    assert_eq!(kata["status"], "does_not_compile");
}

#[test]
fn a_test_that_ends_its_process_does_not_pass_and_catches_nothing_by_that() {
    let kata = graded(&four(
        "println!(\"test result: FAILED. 0 passed; 1 failed\"); std::process::exit(0)",
    ));
    assert_eq!(passed(&kata), ["enough_tests"]);
    let said = kata["checks"][1]["message"]
        .as_str()
        .expect("a check has a message");
    assert!(said.contains("ended its process"), "{said}");
    let kata = graded(&four(
        "println!(\"test result: ok. 1 passed; 0 failed\"); std::process::exit(101)",
    ));
    assert!(!passed(&kata).contains(&"pass_on_correct_code"), "{kata:#}");
    assert!(passed(&kata).len() <= 2, "{kata:#}");
}

/// What came of `poll_until.rs` with these tests, beside other files of the folder.
fn graded_beside(tests: &str, others: &[(&str, &str)]) -> Value {
    let folder = format!("{}/tests", place_of("write_the_tests"));
    let file = format!("{folder}/poll_until.rs");
    let mut submission = Submission::empty().with(&file, tests);
    for (name, text) in others {
        submission = submission.with(&format!("{folder}/{name}"), text);
    }
    let graded = submission.grade_kata("write_the_tests", &[]);
    graded.kata().clone()
}

#[test]
fn helpers_may_be_in_modules_beside_the_file_of_tests() {
    let common = START.replace("async fn call", "pub async fn call");
    let tests = format!(
        "mod aids;\nmod common;\nuse common::call;\n{}",
        four("assert_eq!(aids::three(), 3);")
    );
    let kata = graded_beside(
        &tests,
        &[
            ("common/mod.rs", &common),
            ("aids.rs", "pub fn three() -> u32 { 3 }"),
        ],
    );
    let passed = passed(&kata);
    assert!(passed.contains(&"enough_tests"), "{kata:#}");
    assert!(passed.contains(&"pass_on_correct_code"), "{kata:#}");
}

#[test]
fn tests_in_another_file_than_the_one_that_is_graded_do_not_count() {
    let good = format!("{START}{}", four("assert_eq!(call().await, Some(3));"));
    let kata = graded_beside("", &[("all_of_them.rs", &good)]);
    assert_eq!(kata["score"], 0);
    let said = kata.to_string();
    assert!(
        said.contains(
            "There are no tests in tests/poll_until.rs, which is the file that is graded."
        ),
        "{kata:#}"
    );
}

#[test]
fn thousands_of_tests_are_not_tried() {
    let many: String = (0..3000)
        .map(|n| format!("#[test] fn t{n}() {{}}\n"))
        .collect();
    let kata = graded(&many);
    assert_eq!(passed(&kata), [""; 0]);
    let said = kata["checks"][0]["message"]
        .as_str()
        .expect("a check has a message");
    assert!(said.contains("3000 tests"), "{said}");
}
