//! What `verify` says of a kata, and of all of them as a table.

use super::{
    coverage::Coverage,
    ratio::Ratio,
    samples::{Expected, Sample},
};

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
}

impl KataReport {
    /// The report before any sample was run.
    pub fn new(kata: &str, coverage: Coverage) -> Self {
        let of_kata = |problem: String| format!("{kata}: {problem}");
        Self {
            kata: kata.into(),
            checks: coverage.checks,
            problems: coverage.problems.into_iter().map(of_kata).collect(),
            ..Self::default()
        }
    }

    /// Counts a sample, with what is wrong with its verdict.
    pub fn add(&mut self, sample: &Sample<'_>, problems: Vec<String>) {
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
        let mut report = KataReport::new(&kata.name, coverage);
        let reference = example::reference(&kata);
        report.add(&reference, Vec::new());
        report.add(&example::mistake(&kata, "keeps"), vec!["passes".into()]);
        assert_eq!((report.correct.passed, report.correct.total), (1, 1));
        assert_eq!((report.mistakes.passed, report.mistakes.total), (0, 1));
        assert_eq!(
            report.problems,
            ["small: no mistake", "small mistakes/keeps.rs: passes"]
        );
        let table = table(&[report]);
        assert_eq!(
            table,
            "kata     correct      stub  mistakes    checks\n\
             small        1/1       0/0       0/1       1/2  ✗\n"
        );
    }
}
