use super::*;
use crate::{catalog::example, mutation::runner::MOST_TESTS};

fn passes() -> TestRun {
    TestRun {
        passed: true,
        too_slow: false,
        ended_itself: false,
        output: String::new(),
    }
}

fn fails() -> TestRun {
    TestRun {
        passed: false,
        output: "running 1 test\n\nthread 't' panicked at src/lib.rs:3:5:\nit gave 2\nnote: run with `RUST_BACKTRACE=1`\n"
            .into(),
        ..passes()
    }
}

fn hangs() -> TestRun {
    TestRun {
        passed: false,
        too_slow: true,
        ..passes()
    }
}

fn exits() -> TestRun {
    TestRun {
        ended_itself: true,
        ..passes()
    }
}

/// What four tests gave that are as they should be, and miss no mutant.
struct Runs {
    async_tests: Vec<AsyncTest>,
    whole_file: TestRun,
    on_unusable: Vec<TestRun>,
    on_correct: Vec<Vec<TestRun>>,
    on_mutants: Vec<Vec<TestRun>>,
}

fn async_test(name: &str, in_real_time: bool) -> AsyncTest {
    AsyncTest {
        name: name.into(),
        in_real_time,
    }
}

fn names() -> Vec<String> {
    ["a", "b", "c", "d"].map(String::from).to_vec()
}

fn good() -> Runs {
    let all = |run: fn() -> TestRun| vec![run(), run(), run(), run()];
    Runs {
        async_tests: Vec::new(),
        whole_file: passes(),
        on_unusable: all(fails),
        on_correct: vec![all(passes), all(passes)],
        on_mutants: vec![all(fails), all(fails)],
    }
}

fn report_on(runs: Runs) -> MutationReport {
    let baseline = Baseline {
        whole_file: runs.whole_file,
        on_unusable: runs.on_unusable,
        on_correct: runs.on_correct,
    };
    MutationReport::new(names(), &runs.async_tests, baseline, runs.on_mutants)
}

/// The verdict on the check called `name`.
fn verdict(report: &MutationReport, name: &str) -> CheckResult {
    let kata = example::kata_of_tests();
    let check = kata.checks.iter().find(|check| check.name == name);
    let check = check.expect("there is such a check");
    report.verdict_for(&kata, check).expect("it is about tests")
}

/// The names of the checks that are not passed.
fn broken(report: &MutationReport) -> Vec<String> {
    let kata = example::kata_of_tests();
    let names = kata.checks.iter().map(|check| check.name.clone());
    names
        .filter(|name| verdict(report, name).status != CheckStatus::Passed)
        .collect()
}

const ENOUGH: &str = "enough_tests";
const CORRECT: &str = "pass_on_correct_code";
const QUICK: &str = "no_real_seconds";
const MUTANTS: [&str; 2] = ["ignores_the_limit", "takes_the_last"];

#[test]
fn good_tests_pass_every_check_with_its_points() {
    let report = report_on(good());
    assert_eq!(broken(&report), [""; 0]);
    let correct = verdict(&report, CORRECT);
    assert_eq!((correct.score, correct.message().as_str()), (2, ""));
}

#[test]
fn a_check_that_asks_nothing_about_tests_is_our_mistake() {
    let kata = example::kata();
    let report = report_on(good());
    assert!(report.verdict_for(&kata, &kata.checks[0]).is_err());
}

#[test]
fn no_tests_and_too_many_fail_every_check_and_are_not_tried() {
    let none = MutationReport::of_untried(Vec::new());
    let many = MutationReport::of_untried(vec!["a".into(); MOST_TESTS + 1]);
    let kata = example::kata_of_tests();
    for (report, observed) in [
        (
            none,
            "There are no tests in tests/poll.rs, which is the file that is graded.",
        ),
        (
            many,
            "There are 101 tests in tests/poll.rs; more than 100 are not tried.",
        ),
    ] {
        assert_eq!(broken(&report).len(), kata.checks.len());
        assert_eq!(verdict(&report, ENOUGH).observed, observed);
        assert_eq!(report.matrix(&kata), None);
    }
}

#[test]
fn a_test_that_passes_on_unusable_code_is_useful_only_if_it_is_async() {
    let runs = || Runs {
        on_unusable: vec![fails(), fails(), passes(), fails()],
        ..good()
    };
    let report = report_on(runs());
    assert_eq!(broken(&report), [ENOUGH]);
    assert_eq!(
        verdict(&report, ENOUGH).observed,
        "There are 3 tests that use the function; at least 4 are promised."
    );
    let with_async = report_on(Runs {
        async_tests: vec![async_test("c", false)],
        ..runs()
    });
    assert_eq!(broken(&with_async), [""; 0]);
}

#[test]
fn one_useful_test_and_none_are_counted_in_words() {
    for (useful, words) in [
        (0, "There is no test that uses the function;"),
        (1, "There is 1 test that uses the function;"),
    ] {
        let mut on_unusable = vec![passes(); 4];
        on_unusable[..useful].fill(fails());
        let report = report_on(Runs {
            on_unusable,
            ..good()
        });
        let observed = verdict(&report, ENOUGH).observed;
        assert!(observed.starts_with(words), "{observed}");
    }
}

#[test]
fn tests_that_fail_on_correct_code_are_named_and_try_no_mutant() {
    let report = report_on(Runs {
        on_correct: vec![
            vec![passes(), passes(), passes(), passes()],
            vec![passes(), fails(), passes(), fails()],
        ],
        ..good()
    });
    assert_eq!(broken(&report), [&[CORRECT][..], &MUTANTS].concat());
    let result = verdict(&report, CORRECT);
    assert_eq!(result.status, CheckStatus::Failed);
    assert_eq!(
        result.observed,
        "These tests fail on correct code, where the function polls twice: b, d."
    );
    assert_eq!(
        result.details,
        "  thread 't' panicked at src/lib.rs:3:5:\n  it gave 2"
    );
    let mutant = verdict(&report, MUTANTS[0]);
    assert!(mutant.observed.starts_with("It was not tried"));
    assert_eq!(mutant.status, CheckStatus::NotRun);
    assert_eq!(report.matrix(&example::kata_of_tests()), None);
}

#[test]
fn a_false_positive_teaches_what_the_whole_file_shows() {
    for (whole_file, lesson) in [
        (passes(), "not how one version happens to do it"),
        (fails(), "not how one version happens to do it"),
        (hangs(), "Let virtual time pass instead"),
        (exits(), "A test passes by returning and fails by panicking"),
    ] {
        let report = report_on(Runs {
            whole_file,
            on_correct: vec![vec![fails(), passes(), passes(), passes()]],
            ..good()
        });
        let result = verdict(&report, CORRECT);
        assert!(
            result.explanation.contains(lesson),
            "{}",
            result.explanation
        );
    }
}

#[test]
fn tests_that_run_in_real_time_are_told_of_the_clock_if_no_others_fail() {
    let lesson = |b_in_real_time| {
        let report = report_on(Runs {
            async_tests: vec![async_test("a", true), async_test("b", b_in_real_time)],
            on_correct: vec![vec![fails(), fails(), passes(), passes()]],
            ..good()
        });
        verdict(&report, CORRECT).explanation
    };
    assert!(lesson(true).contains("start_paused = true"));
    assert!(lesson(false).contains("not how one version happens to do it"));
}

#[test]
fn why_a_test_failed_is_told_in_its_own_lines_or_in_ours() {
    let said = |output: &str| TestRun {
        output: output.into(),
        ..fails()
    };
    let no_panic = said("x\nnote: test did not panic as expected\n\nmore");
    let ends = TestRun {
        passed: false,
        ..exits()
    };
    for (run, reason) in [
        (hangs(), "  it was not done after 5 s"),
        (ends, "  it ended its process before the test was over"),
        (no_panic, "  note: test did not panic as expected"),
        (said("Error: \"no\"\n"), "  Error: \"no\""),
        (said("nothing known"), ""),
        (
            said("a panicked at b\n1\n2\n3\n4\n5\n6\n7"),
            "  a panicked at b\n  1\n  2\n  3\n  4\n  5",
        ),
    ] {
        assert_eq!(reason_of(&run), reason, "{run:?}");
    }
}

#[test]
fn tests_that_fail_only_together_share_something() {
    for whole_file in [fails(), exits()] {
        let report = report_on(Runs {
            whole_file,
            ..good()
        });
        assert_eq!(broken(&report), [CORRECT, QUICK]);
        let result = verdict(&report, CORRECT);
        assert!(
            result.observed.contains("together they fail"),
            "{}",
            result.observed
        );
        let quick = verdict(&report, QUICK);
        assert!(quick.observed.starts_with("It was not timed"));
    }
}

#[test]
fn a_file_that_takes_real_seconds_breaks_that_promise_alone() {
    let report = report_on(Runs {
        whole_file: hangs(),
        ..good()
    });
    assert_eq!(broken(&report), [QUICK]);
    let result = verdict(&report, QUICK);
    assert_eq!(result.status, CheckStatus::TimedOut);
    assert_eq!(
        result.observed,
        "The file was not done after 5 real seconds and was stopped."
    );
    assert!(result.explanation.contains("start_paused = true"));
}

#[test]
fn a_mutant_is_missed_if_all_tests_pass_on_it() {
    let missed = vec![passes(), passes(), passes(), passes()];
    let caught = vec![passes(), passes(), fails(), passes()];
    let report = report_on(Runs {
        on_mutants: vec![caught, missed],
        ..good()
    });
    assert_eq!(broken(&report), [MUTANTS[1]]);
    assert_eq!(
        verdict(&report, MUTANTS[1]).observed,
        "All your tests pass, and yet the function takes the last one."
    );
    let matrix = report.matrix(&example::kata_of_tests());
    let matrix = matrix.expect("there are mutants to show");
    assert_eq!(matrix.tests, names());
    let rows: Vec<_> = matrix
        .mutants
        .iter()
        .map(|row| (row.does.as_str(), row.marks().collect::<String>()))
        .collect();
    assert_eq!(
        rows,
        [
            ("ignores the limit", "..x.".to_string()),
            ("takes the last one", "....".to_string())
        ]
    );
    assert!(matrix.asserts);
}

#[test]
fn a_mutant_on_which_a_test_hangs_is_caught_but_nothing_was_asserted() {
    let caught = || vec![passes(), passes(), hangs(), passes()];
    let report = report_on(Runs {
        on_mutants: vec![caught(), caught()],
        ..good()
    });
    assert_eq!(broken(&report), [""; 0]);
    let matrix = report.matrix(&example::kata_of_tests());
    assert!(!matrix.expect("there are mutants to show").asserts);
}
