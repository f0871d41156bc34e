//! The results of katas: those that looking at the files gives, and those that compiling and running gives.

use crate::{
    catalog::Kata,
    rejection::{Rejection, RejectionKind},
    result::{Block, CheckResult, CheckStatus, KataResult, KataStatus, MutationMatrix},
    submission::{self, Files, Reading},
};

/// Whether `files` are still as they were given, so that there is nothing to grade.
pub fn is_untouched(kata: &Kata, files: &Files) -> bool {
    submission::same_ignoring_whitespace(files, &kata.stub)
}

/// A result with nothing in it yet.
pub fn empty(kata: &Kata, status: KataStatus) -> KataResult {
    KataResult {
        name: kata.name.clone(),
        chapter: kata.chapter.clone(),
        status,
        score: 0,
        max_score: kata.max_score(),
        hash: String::new(),
        cached: false,
        duration_ms: 0,
        blocks: Vec::new(),
        mutants: None,
        diagnostics: Vec::new(),
        checks: kata.checks.iter().map(CheckResult::not_run).collect(),
    }
}

/// What can be said of a kata's files by looking at them.
pub fn without_compiling(kata: &Kata, reading: &Reading) -> KataResult {
    let (exercise, name) = (&kata.exercise, &kata.name);
    let (status, text, hash) = match reading {
        Reading::Files(files) => (
            KataStatus::NotStarted,
            format!("Still as it was given. Start with {exercise}/README.md."),
            submission::hash(files),
        ),
        Reading::Missing(what) => (
            KataStatus::Missing,
            format!("{what} is not there. `cargo kata reset {name}` brings the exercise back."),
            String::new(),
        ),
        Reading::Elsewhere(folder) => (
            KataStatus::Missing,
            format!(
                "{exercise} is not there, but {folder} is called `{name}` in its Cargo.toml. If that is your \
                 answer, rename it back."
            ),
            String::new(),
        ),
        Reading::Refused(why) => (
            KataStatus::Refused,
            format!("Not read: {why}."),
            String::new(),
        ),
    };
    KataResult {
        blocks: vec![Block::Prose(text)],
        hash,
        ..empty(kata, status)
    }
}

/// What running the checks of one kata gave.
#[derive(Debug)]
pub struct CheckedAnswer {
    /// The checks, in order.
    pub checks: Vec<CheckResult>,
    /// For a file of tests: what its tests catch.
    pub mutants: Option<MutationMatrix>,
}

impl CheckedAnswer {
    /// Puts what the checks have shown into the kata's result. Says whether that is a fact about the files:
    /// a time-out is one about the machine, too.
    pub fn apply_to(self, result: &mut KataResult) -> bool {
        result.score = self.checks.iter().map(|check| check.score).sum();
        result.checks = self.checks;
        result.mutants = self.mutants;
        let (passed, all) = (result.passed_checks(), result.checks.len());
        result.blocks = vec![Block::Prose(format!("{passed} of {all} checks passed."))];
        result.status = if passed == all {
            KataStatus::Passed
        } else {
            KataStatus::Failed
        };
        let timed_out = |check: &CheckResult| check.status == CheckStatus::TimedOut;
        !result.checks.iter().any(timed_out)
    }
}

/// Puts a rejection into the kata's result, and says whether it is a fact about the files.
pub fn apply_rejection(result: &mut KataResult, rejection: Rejection) -> bool {
    result.status = match rejection.kind {
        RejectionKind::DoesNotCompile | RejectionKind::TakesTooLong => KataStatus::DoesNotCompile,
        RejectionKind::ApiChanged => KataStatus::SignatureChanged,
    };
    result.blocks = rejection.blocks;
    result.diagnostics = rejection.diagnostics;
    rejection.kind != RejectionKind::TakesTooLong
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::example;

    fn result() -> KataResult {
        empty(&example::kata(), KataStatus::NotGraded)
    }

    fn check(status: CheckStatus, score: u32) -> CheckResult {
        CheckResult {
            status,
            score,
            ..CheckResult::not_run(&example::kata().checks[0])
        }
    }

    #[test]
    fn an_empty_result_has_every_check_and_no_points() {
        let result = result();
        assert_eq!((result.score, result.max_score), (0, 4));
        let statuses: Vec<CheckStatus> = result.checks.iter().map(|check| check.status).collect();
        assert_eq!(statuses, [CheckStatus::NotRun; 3]);
    }

    #[test]
    fn layout_alone_does_not_touch_a_stub() {
        let kata = example::kata();
        let mut files = kata.stub.clone();
        assert!(is_untouched(&kata, &files));
        let text = files.get_mut("src/lib.rs").expect("it is in the stub");
        *text = text.replace('\n', "  \r\n");
        assert!(is_untouched(&kata, &files));
        files.insert("src/more.rs".into(), String::new());
        assert!(!is_untouched(&kata, &files));
    }

    #[test]
    fn files_alone_tell_what_is_not_there_not_begun_or_not_read() {
        let kata = example::kata();
        for (reading, status, words) in [
            (
                Reading::Files(kata.stub.clone()),
                KataStatus::NotStarted,
                "02_wait_for_first/README.md.",
            ),
            (
                Reading::Missing("src".into()),
                KataStatus::Missing,
                "src is not there. `cargo kata reset wait_for_first` brings",
            ),
            (
                Reading::Elsewhere("exercises/copy".into()),
                KataStatus::Missing,
                "exercises/copy is called `wait_for_first` in its Cargo.toml",
            ),
            (
                Reading::Refused("src/lib.rs is a link".into()),
                KataStatus::Refused,
                "Not read: src/lib.rs is a link.",
            ),
        ] {
            let result = without_compiling(&kata, &reading);
            assert_eq!(result.status, status);
            assert!(result.message().contains(words), "{}", result.message());
            assert_eq!(result.hash.is_empty(), status != KataStatus::NotStarted);
        }
    }

    #[test]
    fn a_kata_passes_if_all_checks_do_and_a_time_out_is_no_fact_about_the_files() {
        use CheckStatus::{Crashed, Failed, Passed, TimedOut};
        for (statuses, status, is_fact) in [
            ([Passed, Passed], KataStatus::Passed, true),
            ([Passed, Failed], KataStatus::Failed, true),
            ([Crashed, Passed], KataStatus::Failed, true),
            ([TimedOut, Passed], KataStatus::Failed, false),
            ([TimedOut, Failed], KataStatus::Failed, false),
        ] {
            let checks = statuses.map(|status| check(status, u32::from(status == Passed)));
            let answer = CheckedAnswer {
                checks: checks.to_vec(),
                mutants: None,
            };
            let mut result = result();
            assert_eq!(answer.apply_to(&mut result), is_fact, "{statuses:?}");
            assert_eq!(result.status, status);
            let passed = result.passed_checks();
            assert_eq!(result.score as usize, passed);
            assert_eq!(result.message(), format!("{passed} of 2 checks passed."));
        }
    }

    #[test]
    fn a_rejection_is_a_fact_about_the_files_unless_it_took_too_long() {
        for (kind, status, is_fact) in [
            (
                RejectionKind::DoesNotCompile,
                KataStatus::DoesNotCompile,
                true,
            ),
            (
                RejectionKind::ApiChanged,
                KataStatus::SignatureChanged,
                true,
            ),
            (
                RejectionKind::TakesTooLong,
                KataStatus::DoesNotCompile,
                false,
            ),
        ] {
            let mut result = result();
            let rejection = Rejection::of_sentences(kind, "Why.");
            assert_eq!(apply_rejection(&mut result, rejection), is_fact, "{kind:?}");
            assert_eq!((result.status, result.message().as_str()), (status, "Why."));
        }
    }
}
