//! Whether the verdict on a sample is the one that it deserves.

use super::samples::{Expected, MistakeHeader};
use crate::{
    rejection::{Rejection, RejectionKind},
    result::{CheckResult, CheckStatus},
};

/// What is wrong with the verdict on a sample; nothing, if it is as expected. The results are those of the
/// checks that the sample is about, in each round.
pub fn problems(expected: &Expected, verdict: Result<&[CheckResult], Rejection>) -> Vec<String> {
    match (expected, verdict) {
        (Expected::Caught(header), Ok([])) => {
            vec![format!("compiles, but should be `{}`", header.caught_by)]
        }
        (Expected::Caught(header), Ok(results)) => {
            not_always_caught(header, results).into_iter().collect()
        }
        (Expected::Caught(header), Err(rejection)) => {
            not_rejected(header, &rejection).into_iter().collect()
        }
        (Expected::AllPass | Expected::NonePasses, Err(rejection)) => {
            vec![format!("should compile, but:\n{}", rejection.message())]
        }
        (Expected::AllPass, Ok(results)) => results
            .iter()
            .filter(|result| result.status != CheckStatus::Passed)
            .map(|result| format!("should pass `{}`, but:\n{}", result.name, result.message()))
            .collect(),
        (Expected::NonePasses, Ok(results)) => results
            .iter()
            .filter(|result| result.status == CheckStatus::Passed)
            .map(|result| format!("should fail every check, but passes `{}`", result.name))
            .collect(),
    }
}

/// What is wrong if the mistake of `header` was met by its check with these `results`, one for each round.
fn not_always_caught(header: &MistakeHeader, results: &[CheckResult]) -> Option<String> {
    let mut problems = results
        .iter()
        .filter_map(|result| not_caught(header, result));
    let first = problems.next()?;
    let rounds = results.len();
    if rounds == 1 {
        return Some(first);
    }
    let wrong = 1 + problems.count();
    Some(format!("{first}\n(in {wrong} of {rounds} rounds)"))
}

/// What is wrong if the mistake of `header` was met by its check with this `result`.
fn not_caught(header: &MistakeHeader, result: &CheckResult) -> Option<String> {
    if result.status == CheckStatus::Passed {
        Some(format!("passes `{}`, which should catch it", result.name))
    } else {
        lacks_words(header, &result.message())
    }
}

/// What is wrong if the mistake of `header` could not be checked.
fn not_rejected(header: &MistakeHeader, rejection: &Rejection) -> Option<String> {
    let status = match rejection.kind {
        RejectionKind::DoesNotCompile | RejectionKind::TakesTooLong => "does_not_compile",
        RejectionKind::ApiChanged => "signature_changed",
    };
    let message = rejection.message();
    if status == header.caught_by {
        lacks_words(header, &message)
    } else {
        Some(format!(
            "should be caught by `{}`, but is `{status}`:\n{message}",
            header.caught_by
        ))
    }
}

/// What is wrong if the words of `header` are not in `message`. Line breaks and capitals do not matter.
fn lacks_words(header: &MistakeHeader, message: &str) -> Option<String> {
    let plain_words = |text: &str| {
        let words: Vec<&str> = text.split_whitespace().collect();
        words.join(" ").to_lowercase()
    };
    let has_words = plain_words(message).contains(&plain_words(&header.message));
    (!has_words).then(|| {
        format!(
            "is caught, but the message does not say `{}`:\n{message}\n(the misconception: {})",
            header.message, header.misconception
        )
    })
}

#[cfg(test)]
mod tests {
    use super::{super::example, *};

    const WORDS: &str = "Dropping a JoinHandle detaches\nits task.";

    fn caught_by(check: &str) -> Expected {
        Expected::Caught(MistakeHeader {
            misconception: "Dropping cancels.".into(),
            caught_by: check.into(),
            message: "dropping a joinhandle  detaches its task".into(),
        })
    }

    fn result(status: CheckStatus, observed: &str) -> CheckResult {
        let kata = example::kata();
        CheckResult {
            status,
            observed: observed.into(),
            ..CheckResult::not_run(&kata.checks[0])
        }
    }

    fn only_problem(expected: &Expected, verdict: Result<Vec<CheckResult>, Rejection>) -> String {
        let problems = match verdict {
            Ok(results) => problems(expected, Ok(&results)),
            Err(rejection) => problems(expected, Err(rejection)),
        };
        let [problem] = problems.try_into().expect("there is one");
        problem
    }

    #[test]
    fn a_mistake_is_caught_if_its_check_fails_in_any_way_with_its_words() {
        let expected = caught_by("keeps");
        for status in [
            CheckStatus::Failed,
            CheckStatus::TimedOut,
            CheckStatus::Crashed,
        ] {
            assert_eq!(problems(&expected, Ok(&[result(status, WORDS)])), [""; 0]);
        }
        let passed = Ok(vec![result(CheckStatus::Passed, "")]);
        assert_eq!(
            only_problem(&expected, passed),
            "passes `keeps`, which should catch it"
        );
    }

    #[test]
    fn a_mistake_has_to_be_caught_in_every_round() {
        let (caught, missed) = (CheckStatus::Failed, CheckStatus::Passed);
        let rounds = [caught, missed, caught, missed].map(|status| result(status, WORDS));
        assert_eq!(
            only_problem(&caught_by("keeps"), Ok(rounds.into())),
            "passes `keeps`, which should catch it\n(in 2 of 4 rounds)"
        );
    }

    #[test]
    fn a_mistake_that_fails_with_other_words_is_a_problem_that_tells_the_misconception() {
        let other = Ok(vec![result(CheckStatus::Failed, "It hangs.")]);
        let problem = only_problem(&caught_by("keeps"), other);
        assert!(problem.starts_with("is caught, but the message does not say"));
        assert!(problem.ends_with("It hangs.\n(the misconception: Dropping cancels.)"));
    }

    #[test]
    fn a_mistake_for_the_compiler_has_to_be_rejected_in_its_own_way() {
        let rejection = |kind| Rejection::of_sentences(kind, WORDS);
        let expected = caught_by("signature_changed");
        assert_eq!(
            problems(&expected, Err(rejection(RejectionKind::ApiChanged))),
            [""; 0]
        );
        let problem = only_problem(&expected, Err(rejection(RejectionKind::DoesNotCompile)));
        assert!(problem.starts_with("should be caught by `signature_changed`"));
        assert_eq!(
            only_problem(&expected, Ok(Vec::new())),
            "compiles, but should be `signature_changed`"
        );
    }

    #[test]
    fn a_right_solution_passes_every_check_and_a_stub_none() {
        let both = || {
            Ok(vec![
                result(CheckStatus::Passed, ""),
                result(CheckStatus::Failed, "It is late."),
            ])
        };
        assert_eq!(
            only_problem(&Expected::AllPass, both()),
            "should pass `keeps`, but:\nIt is late."
        );
        assert_eq!(
            only_problem(&Expected::NonePasses, both()),
            "should fail every check, but passes `keeps`"
        );
        for expected in [Expected::AllPass, Expected::NonePasses] {
            let kind = RejectionKind::DoesNotCompile;
            let rejected = Err(Rejection::of_sentences(kind, "It lacks a brace."));
            assert_eq!(
                only_problem(&expected, rejected),
                "should compile, but:\nIt lacks a brace."
            );
        }
    }
}
