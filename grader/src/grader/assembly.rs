//! Assembles the result of one kata from what its checks, or a rejection, have shown.

use crate::{
    catalog::Kata,
    rejection::{Rejection, RejectionKind},
    result::{Block, CheckResult, CheckStatus, KataResult, KataStatus, MutationMatrix},
};

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
        warnings: Vec::new(),
        diagnostics: Vec::new(),
        checks: kata.checks.iter().map(CheckResult::not_run).collect(),
    }
}

/// What running the checks of one kata gave.
#[derive(Debug)]
pub struct CheckedAnswer {
    /// The checks, in order.
    pub checks: Vec<CheckResult>,
    /// For a file of tests: what its tests catch.
    pub mutants: Option<MutationMatrix>,
    /// What the compiler warned of, where that may be why a check fails.
    pub warnings: Vec<Block>,
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
        if passed == all {
            result.status = KataStatus::Passed;
        } else {
            result.status = KataStatus::Failed;
            result.warnings = self.warnings;
        }
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
                warnings: vec![Block::Prose("unused.".into())],
            };
            let mut result = result();
            assert_eq!(answer.apply_to(&mut result), is_fact, "{statuses:?}");
            assert_eq!(result.status, status);
            let passed = result.passed_checks();
            assert_eq!(result.score as usize, passed);
            let warned = if passed == 2 { "" } else { "\n\nunused." };
            assert_eq!(
                result.message(),
                format!("{passed} of 2 checks passed.{warned}")
            );
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
