//! What `verify` says of a kata, its promises with what was tried of each, and of all katas as a table.

use super::{
    coverage::Coverage,
    ratio::Ratio,
    runner::SampleVerdict,
    samples::{Expected, Sample, SampleName},
};
use crate::{catalog::Kata, util::text::plural};

/// How a kata's samples have come out.
#[derive(Debug, Default)]
pub struct KataReport {
    /// The kata's name.
    pub kata: String,
    /// Right solutions that passed, the reference solution among them.
    pub correct: Ratio,
    /// Whether the stub passes no check.
    pub stub: Ratio,
    /// Mistakes that were caught by their own check, with the right words.
    pub mistakes: Ratio,
    /// Checks that catch at least one mistake.
    pub checks: Ratio,
    /// What is wrong, in words for the kata's author.
    pub problems: Vec<String>,
    /// What each check promises, and what shows it.
    pub promises: Vec<PromiseReport>,
}

/// How a promise is shown to be checked.
#[derive(Debug, Default)]
pub struct PromiseReport {
    /// The check's name.
    pub check: String,
    /// What is promised.
    pub promise: String,
    /// The mistakes that only have to be caught by this check.
    pub mistakes: usize,
    /// The cases that it tried of the reference solution, as phrases.
    pub tried: Vec<String>,
}

impl KataReport {
    /// The report before any sample was run.
    pub fn new(kata: &Kata, coverage: Coverage) -> Self {
        let of_kata = |problem: String| format!("{}: {problem}", kata.name);
        let promises = kata.checks.iter().map(|check| PromiseReport {
            check: check.name.clone(),
            promise: check.promise.clone(),
            ..PromiseReport::default()
        });
        Self {
            kata: kata.name.clone(),
            checks: coverage.checks,
            problems: coverage.problems.into_iter().map(of_kata).collect(),
            promises: promises.collect(),
            ..Self::default()
        }
    }

    /// Counts a sample, with what came of it.
    pub fn add(&mut self, sample: &Sample<'_>, verdict: SampleVerdict) {
        let SampleVerdict { problems, tried } = verdict;
        for promise in &mut self.promises {
            promise.mistakes += usize::from(sample.must_be_caught_by(&promise.check));
            if sample.name == SampleName::Reference {
                let of_check = tried.iter().find(|(check, _)| *check == promise.check);
                promise.tried = of_check.map_or_else(Vec::new, |(_, tried)| tried.clone());
            }
        }
        let ratio = match &sample.expected {
            Expected::AllPass => &mut self.correct,
            Expected::NonePasses => &mut self.stub,
            Expected::Caught(_) => &mut self.mistakes,
        };
        ratio.total += 1;
        ratio.passed += usize::from(problems.is_empty());
        let of_sample = |problem| format!("{sample}: {problem}");
        self.problems.extend(problems.into_iter().map(of_sample));
    }
}

/// The promises of the katas, each with what shows it.
pub fn promises(reports: &[KataReport]) -> String {
    let mut text = String::new();
    for report in reports {
        text.push_str(&format!("{}\n", report.kata));
        for promise in &report.promises {
            let PromiseReport {
                check,
                promise,
                mistakes,
                tried,
            } = promise;
            let mistakes = plural(*mistakes, "mistake");
            text.push_str(&format!("  {promise}\n    {check}, {mistakes}\n"));
            if !tried.is_empty() {
                text.push_str(&format!("    tried {}\n", tried.join("; ")));
            }
        }
        text.push('\n');
    }
    text
}

/// The reports as a table, a kata a line.
pub fn table(reports: &[KataReport]) -> String {
    let names = reports.iter().map(|report| report.kata.len());
    let width = names.max().unwrap_or(0);
    let mut text = format!(
        "{:<width$}  {:>9} {:>9} {:>9} {:>9}\n",
        "kata", "correct", "stub", "mistakes", "checks"
    );
    for report in reports {
        let show = |ratio: Ratio| format!("{}/{}", ratio.passed, ratio.total);
        let cells = [report.correct, report.stub, report.mistakes, report.checks].map(show);
        let [correct, stub, mistakes, checks] = cells;
        let sign = if report.problems.is_empty() {
            "✓"
        } else {
            "✗"
        };
        let name = &report.kata;
        text.push_str(&format!(
            "{name:<width$}  {correct:>9} {stub:>9} {mistakes:>9} {checks:>9}  {sign}\n"
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{super::example, *};

    #[test]
    fn a_sample_counts_where_it_belongs_and_its_problems_name_it() {
        let kata = example::kata();
        let coverage = Coverage {
            checks: Ratio {
                passed: 1,
                total: 2,
            },
            problems: vec!["no mistake".into()],
        };
        let mut report = KataReport::new(&kata, coverage);
        let tried = ["with no item", "with one item"].map(String::from);
        let verdict = SampleVerdict {
            tried: vec![("keeps".into(), tried.into())],
            ..SampleVerdict::default()
        };
        report.add(&example::reference(&kata), verdict);
        let passes = SampleVerdict {
            problems: vec!["passes".into()],
            ..SampleVerdict::default()
        };
        report.add(&example::mistake(&kata, "keeps"), passes);
        assert_eq!((report.correct.passed, report.correct.total), (1, 1));
        assert_eq!((report.mistakes.passed, report.mistakes.total), (0, 1));
        assert_eq!(
            report.problems,
            ["small: no mistake", "small mistakes/keeps.rs: passes"]
        );
        let reports = [report];
        assert_eq!(
            promises(&reports),
            "small\n  It keeps.\n    keeps, 1 mistake\n    tried with no item; with one item\n  \
             It runs.\n    runs, 0 mistakes\n\n"
        );
        let table = table(&reports);
        assert_eq!(
            table,
            "kata     correct      stub  mistakes    checks\n\
             small        1/1       0/0       0/1       1/2  ✗\n"
        );
    }
}
