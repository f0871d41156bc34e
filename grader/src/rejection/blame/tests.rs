use super::*;
use crate::{
    catalog::example,
    process::outcome::example::{exited, killed},
    rejection::rustc_message::example::{error, span},
};

const LIB: &str = "exercises/03_tasks_and_waiting/02_wait_for_first/src/lib.rs";
const CHECKS: &str = "hidden/checks.rs";

/// An error in `file`.
fn error_in(file: &str) -> String {
    let at = span(file, "first(1)", "first", "expected `u8`");
    error("E0308", "mismatched types", &[at])
}

fn judge_students(ended: &ProcessOutcome) -> AttemptError {
    judge(ended, Compiled::Student, &example::kata())
}

fn judge_checks(ended: &ProcessOutcome) -> AttemptError {
    let kata = example::kata();
    judge(ended, Compiled::Checks(&kata.stub), &kata)
}

fn rejection(error: AttemptError) -> Rejection {
    match error {
        AttemptError::Rejected(rejection) => rejection,
        other => panic!("it should be the student: {other:?}"),
    }
}

fn doubt(error: AttemptError) -> Doubt {
    match error {
        AttemptError::Doubtful(doubt) => doubt,
        other => panic!("it should be in doubt: {other:?}"),
    }
}

fn failure(error: AttemptError) -> String {
    match error {
        AttemptError::Failed(error) => format!("{error:#}"),
        other => panic!("it should be the machine: {other:?}"),
    }
}

#[test]
fn an_error_in_the_students_lines_is_theirs() {
    let rejection = rejection(judge_students(&exited(1, &error_in(LIB))));
    assert_eq!(rejection.kind, RejectionKind::DoesNotCompile);
    assert_eq!(
        rejection.message(),
        "error: mismatched types\nFor a hint: cargo kata hint wait_for_first\n"
    );
    let [place] = rejection.diagnostics.as_slice() else {
        panic!("one place: {:?}", rejection.diagnostics);
    };
    assert_eq!((place.file.as_str(), place.line), (LIB, 7));
    assert_eq!(place.message, "mismatched types [E0308]");
}

#[test]
fn an_error_in_the_checks_alone_is_the_students_if_the_stub_compiles() {
    let doubt = doubt(judge_checks(&exited(1, &error_in(CHECKS))));
    assert_eq!(doubt.settled_by, Evidence::TheStub);
    assert_eq!(doubt.symptom, "mismatched types");
    assert_eq!(doubt.rejection.kind, RejectionKind::ApiChanged);
}

#[test]
fn an_error_in_the_students_lines_is_theirs_also_beside_one_in_the_checks() {
    let both = error_in(CHECKS) + &error_in(LIB);
    let rejection = rejection(judge_checks(&exited(1, &both)));
    assert_eq!(rejection.kind, RejectionKind::DoesNotCompile);
    assert_eq!(rejection.diagnostics.len(), 1);
}

#[test]
fn an_error_over_a_library_is_in_doubt_wherever_it_points() {
    for code in ["E0460", "E0463", "E0514", "E0786"] {
        let at = span(LIB, "use tokio::time;", "tokio", "");
        let output = error(code, "can't find crate for `tokio`", &[at]);
        for doubtful in [
            judge_students(&exited(1, &output)),
            judge_checks(&exited(1, &(error_in(CHECKS) + &output))),
        ] {
            assert_eq!(doubt(doubtful).settled_by, Evidence::TheStubAndASecondTry);
        }
    }
}

#[test]
fn a_linker_that_fails_is_in_doubt() {
    for message in [
        "linking with `cc` failed: exit status: 1",
        "linker `cc` not found",
    ] {
        let doubt = doubt(judge_students(&exited(1, &error("", message, &[]))));
        assert_eq!(doubt.settled_by, Evidence::TheStubAndASecondTry);
        assert_eq!(doubt.symptom, message);
    }
}

#[test]
fn an_error_somewhere_else_is_in_doubt() {
    let elsewhere = error_in("tokio-1.0.0/src/lib.rs");
    let doubt = doubt(judge_students(&exited(1, &elsewhere)));
    assert_eq!(doubt.settled_by, Evidence::TheStubAndASecondTry);
    assert_eq!(doubt.rejection.kind, RejectionKind::DoesNotCompile);
    assert!(doubt.rejection.diagnostics.is_empty());
}

#[test]
fn a_system_that_has_nothing_left_is_the_machine() {
    for number in [5, 23, 24, 28, 30, 122] {
        let words = format!("failed to write: something (os error {number})");
        let plain = format!("note: x\n{words}\n");
        for output in [plain, error("", &words, &[])] {
            let failure = failure(judge_students(&exited(1, &output)));
            assert_eq!(
                failure,
                format!("the machine kept the compiler from working: {words}")
            );
        }
    }
}

#[test]
fn other_numbers_of_the_system_and_the_students_own_words_are_not_the_machine() {
    let permission = error("", "failed to read (os error 13)", &[]);
    doubt(judge_students(&exited(1, &permission)));
    let at = span(LIB, "compile_error!()", "compile_error", "");
    let theirs = error("", "no space (os error 28)", &[at]);
    rejection(judge_students(&exited(1, &theirs)));
}

#[test]
fn a_compiler_without_memory_is_in_doubt() {
    let doubt = doubt(judge_students(&exited(
        101,
        "memory allocation of 64 bytes failed",
    )));
    assert_eq!(doubt.settled_by, Evidence::TheStub);
    assert_eq!(doubt.symptom, "it needed more than 2 GiB of memory");
}

#[test]
fn a_compiler_that_crashes_is_in_doubt_and_its_first_words_are_the_symptom() {
    for code in [1, 101] {
        let output = "{\"no\": \"message\"}\n\nthread 'rustc' panicked\nmore\n";
        let doubt = doubt(judge_students(&exited(code, output)));
        assert_eq!(doubt.settled_by, Evidence::TheStubAndASecondTry);
        assert!(
            doubt.symptom.ends_with(") thread 'rustc' panicked"),
            "{}",
            doubt.symptom
        );
        assert!(
            doubt
                .rejection
                .message()
                .contains("The compiler itself gave up")
        );
    }
    let long = doubt(judge_students(&exited(101, &"x".repeat(999))));
    assert!(long.symptom.ends_with(&format!(") {}", "x".repeat(200))));
}

#[cfg(unix)]
#[test]
fn a_compiler_that_is_ended_by_a_signal_is_in_doubt() {
    use crate::process::outcome::example::ended_by_signal;
    let doubt = doubt(judge_students(&ended_by_signal(11, "")));
    assert_eq!(doubt.settled_by, Evidence::TheStubAndASecondTry);
    assert!(doubt.symptom.contains("signal: 11"), "{}", doubt.symptom);
}

#[test]
fn an_exit_code_that_is_not_the_compilers_is_the_machine() {
    let failure = failure(judge_students(&exited(127, "no such program")));
    assert_eq!(
        failure,
        "failed to run the compiler (exit code 127): no such program"
    );
}

#[test]
fn a_limit_is_in_doubt_whatever_was_printed() {
    for (limit, kind, symptom) in [
        (
            KillReason::WallTime,
            RejectionKind::TakesTooLong,
            "it was still at work after 120s",
        ),
        (
            KillReason::CpuTime,
            RejectionKind::TakesTooLong,
            "it was still at work after 30s",
        ),
        (
            KillReason::Output,
            RejectionKind::DoesNotCompile,
            "it had more errors than anybody reads",
        ),
        (
            KillReason::FileSize,
            RejectionKind::DoesNotCompile,
            "it wrote a file that is larger than any program",
        ),
        (
            KillReason::Disk,
            RejectionKind::DoesNotCompile,
            "it wrote a file that is larger than any program",
        ),
        (
            KillReason::Threads,
            RejectionKind::DoesNotCompile,
            "it started more threads than it may have",
        ),
    ] {
        let ended = ProcessOutcome {
            output: error_in(LIB),
            ..killed(limit)
        };
        let doubt = doubt(judge_students(&ended));
        assert_eq!(
            (doubt.rejection.kind, doubt.symptom.as_str()),
            (kind, symptom)
        );
        assert_eq!(doubt.settled_by, Evidence::TheStub);
        assert!(doubt.rejection.message().contains("Look for a"));
    }
}

#[test]
fn three_errors_are_shown_in_full_and_the_others_counted() {
    for (count, words) in [
        (3, None),
        (4, Some("… and one more error\n")),
        (9, Some("… and 6 more errors\n")),
    ] {
        let rejection = rejection(judge_students(&exited(1, &error_in(LIB).repeat(count))));
        let mut blocks = vec![Block::Rustc("error: mismatched types\n".into()); 3];
        blocks.extend(words.map(|words| Block::Prose(words.into())));
        blocks.push(explain::way_on(&example::kata(), false));
        assert_eq!(rejection.blocks, blocks);
        assert_eq!(rejection.diagnostics.len(), count);
    }
}

#[test]
fn what_two_errors_mean_is_said_once_and_a_hint_is_offered() {
    let at = || span(LIB, "    x.await;", "await", "");
    let no_async = error("E0728", "`await` is only allowed inside `async`", &[at()]);
    let rejection = rejection(judge_students(&exited(1, &no_async.repeat(2))));
    let in_short = |block: &&Block| matches!(block, Block::InShort(_));
    assert_eq!(rejection.blocks.iter().filter(in_short).count(), 1);
    let last = rejection.blocks.last();
    assert_eq!(last, Some(&explain::way_on(&example::kata(), true)));
}

#[test]
fn warnings_and_the_compilers_sum_are_no_errors() {
    let warning = error_in(LIB).replace("\"level\":\"error\"", "\"level\":\"warning\"");
    let sum = error("", "aborting due to 1 previous error", &[]);
    let doubt = doubt(judge_students(&exited(1, &(warning + &sum))));
    assert!(doubt.symptom.starts_with("it crashed"), "{}", doubt.symptom);
}
