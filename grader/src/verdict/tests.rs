use super::*;
use crate::{
    catalog::example,
    process::outcome::example::{exited, killed},
};
use kata_protocol::HangSamples;

const LIB: &str = "exercises/03_tasks_and_waiting/02_wait_for_first/src/lib.rs";

fn signed(outcome: Outcome, message: &str, panicked_at: &str) -> SignedOutcome {
    SignedOutcome {
        check: "first_wins".into(),
        outcome,
        message: message.into(),
        panicked_at: panicked_at.into(),
        case: String::new(),
        tried: Vec::new(),
        picture: TimelinePicture::default(),
        samples: HangSamples::default(),
        orders: None,
    }
}

/// The verdict on the first check of the example, without a hang.
fn verdict(ended: ProcessOutcome, signed: Option<SignedOutcome>) -> CheckResult {
    verdict_on_hang(ended, signed, HangReport::default())
}

fn verdict_on_hang(
    ended: ProcessOutcome,
    signed: Option<SignedOutcome>,
    hang: HangReport,
) -> CheckResult {
    let kata = example::kata();
    of_check(
        &kata,
        &kata.checks[0],
        CheckRun { ended, signed },
        hang,
        None,
    )
}

fn panicked(message: &str, at: &str) -> CheckResult {
    verdict(exited(0, ""), Some(signed(Outcome::Failed, message, at)))
}

#[test]
fn a_check_that_passed_has_its_points_and_nothing_to_say() {
    let result = verdict(exited(0, "hello"), Some(signed(Outcome::Passed, "", "")));
    assert_eq!(result.status, CheckStatus::Passed);
    assert_eq!((result.score, result.max_score), (2, 2));
    assert_eq!(result.message(), "");
    assert_eq!(result.output, "hello");
    assert_eq!(result.duration_ms, 12);
    assert_eq!(result.picture, None);
}

#[test]
fn every_limit_is_told_by_its_name_whatever_was_signed() {
    for (reason, status, observed) in [
        (
            KillReason::Output,
            CheckStatus::Crashed,
            "It was stopped because it had printed more than 16 MiB.",
        ),
        (
            KillReason::Disk,
            CheckStatus::Crashed,
            "It was stopped because its files had more than 64 MiB.",
        ),
        (
            KillReason::FileSize,
            CheckStatus::Crashed,
            "It was stopped because it had written a file of more than 16 MiB.",
        ),
        (
            KillReason::Threads,
            CheckStatus::Crashed,
            "It was stopped because it had more than 1024 threads.",
        ),
    ] {
        for signature in [None, Some(signed(Outcome::Passed, "", ""))] {
            let result = verdict(killed(reason), signature);
            assert_eq!(
                (result.status, result.observed.as_str()),
                (status, observed)
            );
            assert_eq!(result.score, 0, "{reason:?}");
            assert!(result.explanation.starts_with("Look for a loop"));
        }
    }
}

#[test]
fn time_that_is_over_counts_only_as_long_as_nothing_was_signed() {
    for (reason, observed) in [
        (
            KillReason::WallTime,
            "It was not done after 5 s and was stopped.",
        ),
        (
            KillReason::CpuTime,
            "It used up its CPU time (20 s, on all cores together) and was stopped.",
        ),
    ] {
        let result = verdict(killed(reason), None);
        assert_eq!(result.status, CheckStatus::TimedOut);
        assert_eq!(result.observed, observed);
        let result = verdict(killed(reason), Some(signed(Outcome::Passed, "", "")));
        assert_eq!(result.status, CheckStatus::Passed, "{reason:?}");
    }
}

#[test]
fn an_assertion_says_what_was_observed_in_its_first_line() {
    let result = panicked("It gave 2.\nThe last one\nwins.", "");
    assert_eq!(result.status, CheckStatus::Failed);
    assert_eq!(result.observed, "It gave 2.");
    assert_eq!(result.explanation, "The last one\nwins.");
    let in_the_checks = panicked("It gave 2.", "hidden/checks.rs:7");
    assert_eq!(in_the_checks.observed, "It gave 2.");
    assert!(in_the_checks.stuck_at.is_empty());
}

#[test]
fn a_panic_in_the_students_code_has_its_place() {
    let result = panicked("index out of bounds", &format!("{LIB}:12"));
    assert_eq!(
        result.observed,
        format!("Your code panicked in line 12 of {LIB}:")
    );
    assert_eq!(result.details, "index out of bounds");
    let place = Place {
        file: LIB.into(),
        line: 12,
    };
    assert_eq!(result.stuck_at, [place]);
    assert_eq!(result.todo, None);
}

#[test]
fn a_panic_in_a_library_is_told_without_a_place_in_the_students_files() {
    let result = panicked("no", "tokio-1.0.0/src/time/sleep.rs:3");
    assert_eq!(
        result.observed,
        "Something that your code calls panicked, in tokio-1.0.0/src/time/sleep.rs:3:"
    );
    assert_eq!(result.details, "no");
    assert!(result.stuck_at.is_empty());
}

#[test]
fn a_todo_is_one_only_in_the_students_code() {
    let text = "not yet implemented";
    let result = panicked(text, &format!("{LIB}:2"));
    assert_eq!(result.todo.map(|place| place.line), Some(2));
    assert_eq!(
        result.observed,
        format!("There is still a `todo!()` to fill in, in line 2 of {LIB}.")
    );
    for elsewhere in ["", "hidden/checks.rs:7", "tokio-1.0.0/src/lib.rs:1"] {
        assert_eq!(panicked(text, elsewhere).todo, None, "{elsewhere}");
    }
}

#[test]
fn a_future_of_the_checks_that_is_polled_again_is_told_as_that() {
    let text = "`async fn` resumed after completion";
    let result = panicked(text, "hidden/checks.rs:7");
    assert!(result.observed.starts_with("A future was polled again"));
    assert_eq!(result.details, text);
    assert!(
        panicked(text, &format!("{LIB}:7"))
            .observed
            .starts_with("Your code panicked")
    );
}

#[test]
fn panics_with_a_well_known_text_teach_something() {
    for (text, lesson) in [
        (
            "called `Result::unwrap()` on an `Err` value: X",
            "make a panic out of an error",
        ),
        (
            "called `Option::unwrap()` on a `None` value",
            "panic when there is nothing",
        ),
        (
            "internal error: entered unreachable code: x",
            "It was reached",
        ),
        (
            "Cannot start a runtime from within a runtime.",
            "must not block its thread",
        ),
        (
            "Cannot block the current thread from within a runtime.",
            "must not block its thread",
        ),
        (
            "there is no reactor running, must be called",
            "need a tokio runtime around them",
        ),
    ] {
        let result = panicked(text, &format!("{LIB}:1"));
        assert!(
            result.explanation.contains(lesson),
            "{text}: {}",
            result.explanation
        );
    }
    assert_eq!(
        panicked("something else", &format!("{LIB}:1")).explanation,
        ""
    );
}

#[test]
fn a_hang_is_told_with_its_places_or_with_a_general_word() {
    let timed_out = |message: &str, text: &str| {
        let place = Place {
            file: LIB.into(),
            line: 4,
        };
        let places = if text.is_empty() {
            Vec::new()
        } else {
            vec![place]
        };
        let hang = HangReport {
            text: text.into(),
            places,
        };
        let signed = signed(Outcome::TimedOut, message, "");
        verdict_on_hang(exited(1, ""), Some(signed), hang)
    };
    let unknown = timed_out("", "");
    assert_eq!(unknown.status, CheckStatus::TimedOut);
    assert_eq!(
        unknown.observed,
        "It was not done after 5 s and was stopped."
    );
    assert!(unknown.explanation.starts_with("Something waits for ever"));
    let placed = timed_out("", "Line 4 waits.");
    assert_eq!(
        (placed.details.as_str(), placed.explanation.as_str()),
        ("Line 4 waits.", "")
    );
    assert_eq!(placed.stuck_at.len(), 1);
    let meant = timed_out("The others go on.", "");
    assert_eq!(
        (meant.details.as_str(), meant.explanation.as_str()),
        ("", "The others go on.")
    );
}

#[test]
fn a_check_that_could_not_be_run_says_why() {
    let result = verdict(
        exited(0, ""),
        Some(signed(Outcome::NotRun, "no such check", "")),
    );
    assert_eq!(result.status, CheckStatus::NotRun);
    assert_eq!(result.observed, "no such check");
}

#[test]
fn a_process_that_ends_without_a_word_is_told_by_its_output_first() {
    for (output, observed) in [
        (
            "memory allocation of 9 bytes failed",
            "It needed more than 512 MiB of memory and was aborted.",
        ),
        (
            "failed to spawn thread: x",
            "It failed to spawn threads, because those it had were using up its memory.",
        ),
        (
            "failed to allocate an alternative stack",
            "It failed to spawn threads, because those it had were using up its memory.",
        ),
        (
            "thread 'main' has overflowed its stack",
            "The stack overflowed and the process was ended.",
        ),
        (
            "",
            "The process ended itself (exit code 3) before the check had returned.",
        ),
    ] {
        let result = verdict(exited(3, output), None);
        assert_eq!(result.status, CheckStatus::Crashed);
        assert_eq!(result.observed, observed);
    }
}

#[test]
fn an_early_exit_is_no_pass_even_with_code_0() {
    let result = verdict(exited(0, ""), None);
    assert_eq!((result.status, result.score), (CheckStatus::Crashed, 0));
    assert!(result.explanation.contains("whatever its code, is no pass"));
}

#[cfg(unix)]
#[test]
fn a_signal_is_told_by_what_sends_it() {
    use crate::process::outcome::example::ended_by_signal;
    for (signal, observed) in [
        (
            SIGNAL_ABORT,
            "The process aborted before the check had returned.",
        ),
        (
            SIGNAL_SEGMENT,
            "The stack overflowed and the process was ended.",
        ),
        (
            SIGNAL_BUS,
            "The stack overflowed and the process was ended.",
        ),
        (
            9,
            "The process was killed by signal 9 before the check had returned.",
        ),
    ] {
        let result = verdict(ended_by_signal(signal, ""), None);
        assert_eq!(result.status, CheckStatus::Crashed);
        assert_eq!(result.observed, observed);
    }
}

#[test]
fn a_failure_begins_with_its_case_and_every_result_has_those_tried() {
    let tried = vec!["with no item".to_string(), "with one item".to_string()];
    let outcome = |outcome, case: &str| SignedOutcome {
        case: case.into(),
        tried: tried.clone(),
        ..signed(outcome, "the sum: observed 1, promised 2.\nWhy.", "")
    };
    let failed = outcome(Outcome::Failed, "with one item");
    let result = verdict(exited(0, ""), Some(failed));
    assert_eq!(
        result.message(),
        "With one item: the sum: observed 1, promised 2.\nWhy."
    );
    assert_eq!(result.tried, tried);
    let passed = verdict(exited(0, ""), Some(outcome(Outcome::Passed, "")));
    assert_eq!((passed.message(), passed.tried), (String::new(), tried));
}

#[test]
fn nothing_of_the_students_words_can_be_obeyed_by_a_terminal() {
    let evil = "\u{1b}[31mred\u{202e}";
    let outcome = SignedOutcome {
        picture: TimelinePicture {
            rows: vec![PictureRow {
                name: evil.into(),
                bar: "=#".into(),
                times: "9 ms".into(),
            }],
            ..TimelinePicture::default()
        },
        ..signed(Outcome::Failed, evil, "")
    };
    let result = verdict(exited(0, evil), Some(outcome));
    let shown = [
        result.message(),
        result.output,
        result.picture.map_or(String::new(), |p| p.to_string()),
    ];
    assert_eq!(shown, ["red", "red", "red |=# 9 ms\n"]);
}

fn ended_in_an_order(end: OrderEnd, message: &str) -> CheckResult {
    let failing = kata_protocol::RunOrder {
        end,
        ..kata_protocol::RunOrder::default()
    };
    let orders = kata_protocol::OrdersReport {
        tried: 3,
        failing: Some(failing),
        ..kata_protocol::OrdersReport::default()
    };
    let outcome = SignedOutcome {
        orders: Some(orders),
        ..signed(Outcome::Failed, message, "")
    };
    verdict(exited(0, ""), Some(outcome))
}

#[test]
fn a_deadlock_and_a_spin_are_told_with_what_the_check_says_that_they_mean() {
    for (end, observed) in [
        (OrderEnd::Deadlock, "everybody waits for ever"),
        (OrderEnd::Spins, "goes round for ever"),
        (OrderEnd::WaitsForStopped, "stopped in the middle"),
    ] {
        let result = ended_in_an_order(end, "A wake was lost.");
        assert_eq!(result.status, CheckStatus::Failed);
        assert!(result.observed.contains(observed), "{}", result.observed);
        assert_eq!(result.explanation, "A wake was lost.");
        assert!(!ended_in_an_order(end, "").explanation.is_empty());
    }
    let result = ended_in_an_order(OrderEnd::Blocks, "A wake was lost.");
    assert!(result.explanation.contains("Nothing is known"));
    let result = ended_in_an_order(OrderEnd::Panicked, "One is lost.\nLock it.");
    assert_eq!(
        (&*result.observed, &*result.explanation),
        ("One is lost.", "Lock it.")
    );
}
