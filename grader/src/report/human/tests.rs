use super::*;
use crate::{
    catalog::example::catalog,
    report::example::{failed, kata, kata_with, passed, run},
    result::{MutantRow, MutationMatrix},
};

const PLACE: &str = "exercises/03_tasks_and_waiting/02_wait_for_first";

/// The report on some katas, without colours.
fn text_of(results: &[KataResult]) -> String {
    plain(&in_columns(results, &catalog(), usize::MAX).to_text())
}

/// The report on one kata below its heading and its place.
fn failures(checks: Vec<CheckResult>) -> String {
    let text = text_of(&[kata_with(checks)]);
    let lines = text.lines().skip(2).map(|line| format!("{line}\n"));
    lines.collect()
}

fn todo(promise: &str, line: u32) -> CheckResult {
    CheckResult {
        todo: Some(Place {
            file: "src/lib.rs".into(),
            line,
        }),
        ..failed(promise, "There is still a `todo!()`.", "")
    }
}

#[test]
fn a_kata_that_passed_is_one_line() {
    let all = kata_with(vec![passed("A."), passed("B.")]);
    assert_eq!(text_of(&[all]), "✓ wait_for_first   2 of 2 checks\n");
}

#[test]
fn a_broken_promise_stands_above_what_was_seen_and_why() {
    assert_eq!(
        text_of(&[kata_with(vec![
            passed("A."),
            failed("B.", "It gave 2.", "Nothing waits.")
        ])]),
        format!(
            "✗ wait_for_first   1 of 2 checks\n  {PLACE}/src/lib.rs\n  ✗ B.\n      It gave 2.\n      Nothing waits.\n"
        )
    );
}

#[test]
fn checks_that_failed_alike_share_what_is_said() {
    assert_eq!(
        failures(vec![
            failed("A.", "It gave 2.", "Why."),
            failed("B.", "It gave 3.", ""),
            failed("C.", "It gave 2.", "Why."),
        ]),
        "  ✗ A.\n  ✗ C.\n      It gave 2.\n      Why.\n  ✗ B.\n      It gave 3.\n"
    );
}

#[test]
fn a_sentence_is_said_once_and_what_a_program_printed_every_time() {
    assert_eq!(
        failures(vec![
            failed(
                "A.",
                "It gave 2.",
                "Nothing waits.\n  left: 1.\nno sentence"
            ),
            failed(
                "B.",
                "It gave 3.",
                "Nothing waits.\n  left: 1.\nno sentence"
            ),
        ]),
        "  ✗ A.\n      It gave 2.\n      Nothing waits.\n        left: 1.\n      no sentence\n\
         \x20 ✗ B.\n      It gave 3.\n        left: 1.\n      no sentence\n"
    );
}

#[test]
fn three_failures_are_told_in_full_and_of_the_others_the_promise() {
    let names = ["A.", "B.", "C.", "D.", "E."];
    let checks = names.map(|name| failed(name, &format!("{name} was seen."), ""));
    let text = failures(checks.to_vec());
    let (full, rest) = text
        .split_once("  2 more, told in full when those above are mended:\n")
        .expect("the rest has a heading");
    assert_eq!(full.matches("was seen").count(), 3);
    assert_eq!(rest, "  ✗ D.\n  ✗ E.\n");
}

#[test]
fn what_only_follows_another_failure_is_not_told_in_full() {
    let named = |name: &str, follows: &[&str]| CheckResult {
        name: name.into(),
        follows: follows.iter().map(|name| name.to_string()).collect(),
        ..failed(name, "It was seen.", "")
    };
    let later = "  1 more, told in full when those above are mended:\n";
    let both = failures(vec![named("late", &["early"]), named("early", &[])]);
    assert_eq!(
        both,
        format!("  ✗ early\n      It was seen.\n{later}  ✗ late\n")
    );
    let alone = failures(vec![named("late", &["early"])]);
    assert_eq!(alone, "  ✗ late\n      It was seen.\n");
}

#[test]
fn what_is_still_to_be_written_comes_last_with_every_place_once() {
    let text = failures(vec![
        todo("A.", 9),
        failed("B.", "It gave 2.", ""),
        todo("C.", 3),
        todo("D.", 9),
    ]);
    assert_eq!(
        text,
        "  ✗ B.\n      It gave 2.\n  Still to be written:\n  · A.\n  · C.\n  · D.\n      \
         a `todo!()` at src/lib.rs:3\n      a `todo!()` at src/lib.rs:9\n"
    );
}

#[test]
fn a_cached_result_says_so_unless_there_is_nothing_to_grade() {
    let cached = |result: KataResult| KataResult {
        cached: true,
        ..result
    };
    let text = text_of(&[cached(kata_with(vec![passed("A.")]))]);
    assert!(text.ends_with("(unchanged since the last run)\n"), "{text}");
    let text = text_of(&[cached(kata(KataStatus::NotStarted))]);
    assert_eq!(text, "· wait_for_first   not started\n");
}

#[test]
fn long_reports_stand_apart_and_short_ones_make_a_list() {
    let short = || kata(KataStatus::NotStarted);
    let long = || kata_with(vec![failed("A.", "It gave 2.", "")]);
    let text = text_of(&[short(), short(), long(), short(), long()]);
    let blank: Vec<usize> = (0..)
        .zip(text.lines())
        .filter(|(_, line)| line.is_empty())
        .map(|(number, _)| number)
        .collect();
    assert_eq!(blank, [2, 8], "{text}");
}

#[test]
fn every_status_has_its_words_and_blocks() {
    for (status, heading) in [
        (
            KataStatus::DoesNotCompile,
            "✗ wait_for_first   does not compile",
        ),
        (
            KataStatus::SignatureChanged,
            "✗ wait_for_first   a public signature was changed",
        ),
        (KataStatus::Missing, "! wait_for_first   missing"),
        (KataStatus::Refused, "✗ wait_for_first   refused"),
    ] {
        let result = KataResult {
            blocks: vec![Block::Prose("Why.".into())],
            ..kata(status)
        };
        assert_eq!(
            text_of(&[result]),
            format!("{heading}\n  {PLACE}\n    Why.\n")
        );
    }
    let result = KataResult {
        blocks: vec![Block::Prose("Why.".into())],
        ..kata(KataStatus::NotGraded)
    };
    assert_eq!(
        text_of(&[result]),
        "! wait_for_first   not graded: the grader or this machine failed\n    Why.\n"
    );
}

#[test]
fn an_untouched_kata_alone_says_where_to_start() {
    let result = || KataResult {
        blocks: vec![Block::Prose("Start here.".into())],
        ..kata(KataStatus::NotStarted)
    };
    assert!(text_of(&[result()]).contains("Start here."));
    assert!(!text_of(&[result(), result()]).contains("Start here."));
}

#[test]
fn what_the_compiler_says_is_drawn_and_what_it_means_is_prose() {
    let result = KataResult {
        blocks: vec![
            Block::Rustc("error: x\n --> src/lib.rs:1:1\n  |\n1 | x\n  | ^\n\n".into()),
            Block::InShort("Write `y`.".into()),
            Block::Code("    fn y()\n".into()),
        ],
        ..kata(KataStatus::DoesNotCompile)
    };
    let report = in_columns(&[result], &catalog(), usize::MAX);
    let text = plain(&report.to_text());
    assert!(
        text.ends_with(
            "    error: x\n     --> src/lib.rs:1:1\n      |\n    1 | x\n      | ^\n\n    In short: Write `y`.\n\n        \
             fn y()\n"
        ),
        "{text}"
    );
}

#[test]
fn a_matrix_stands_above_the_failures() {
    let matrix = MutationMatrix {
        tests: vec!["a".into()],
        mutants: vec![MutantRow {
            does: "waits".into(),
            caught_by: vec![false],
        }],
        asserts: true,
    };
    let result = KataResult {
        mutants: Some(matrix),
        ..kata_with(vec![failed("A.", "All tests pass.", "")])
    };
    let text = text_of(&[result]);
    let at = |words: &str| text.find(words).expect("it is in the report");
    assert!(at("waits   SURVIVED") < at("✗ A."), "{text}");
}

#[test]
fn the_matrix_of_what_has_passed_before_is_left_out() {
    let result = |cached| KataResult {
        mutants: Some(MutationMatrix {
            tests: vec!["a".into()],
            mutants: Vec::new(),
            asserts: true,
        }),
        cached,
        ..kata_with(vec![passed("A.")])
    };
    assert!(text_of(&[result(false)]).contains("the test fails, as it should"));
    assert_eq!(text_of(&[result(true)]).lines().count(), 1);
}

#[test]
fn of_what_was_printed_the_end_is_shown_without_the_account_of_the_panic() {
    let check = CheckResult {
        output: "hello\nthread 'main' panicked at src/lib.rs:1:1:\nIt gave 2.\nbye\n".into(),
        ..failed("A.", "It gave 2.", "")
    };
    let text = failures(vec![check]);
    assert_eq!(
        text,
        "  ✗ A.\n      It gave 2.\n      it printed:\n      | hello\n      | bye\n"
    );
    let numbers: String = (0..20).map(|number| format!("line {number}\n")).collect();
    let many = CheckResult {
        output: numbers,
        ..failed("A.", "It gave 2.", "")
    };
    let text = failures(vec![many]);
    assert_eq!(text.matches("| line").count(), 8);
    assert!(
        text.contains("| line 12\n") && text.ends_with("| line 19\n"),
        "{text}"
    );
    assert_eq!(clip(&"x".repeat(101)), format!("{} …", "x".repeat(100)));
}

#[test]
fn the_last_line_has_the_sums() {
    let result = run(vec![
        kata_with(vec![passed("A.")]),
        kata(KataStatus::NotStarted),
    ]);
    let text = text_for_a_file(&result, &catalog());
    assert!(
        text.ends_with("\n\n1 of 2 katas passed, 1 of 8 points\n"),
        "{text}"
    );
}
