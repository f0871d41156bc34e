//! The one line that the process of a check may say about its outcome, and the signature that makes it
//! believable.
//!
//! The grader hands every process a fresh key, which the process reads before any student code runs. So only
//! the harness, after the check has returned, can write a line that the grader accepts.

use crate::{HangSamples, OrdersReport, TimelinePicture, hex};
use hmac_sha256::HMAC;

/// The key of one process: made by the grader, used for one line.
pub type Key = [u8; 32];

/// How a check ended, as its own process saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The check's function returned.
    Passed,
    /// The check's function panicked: an assertion of ours, or the student's code.
    Failed,
    /// The watchdog rang before the check's function returned.
    TimedOut,
    /// The check could not be run, through no fault of the student's code.
    NotRun,
}

impl Outcome {
    fn word(self) -> &'static str {
        match self {
            Outcome::Passed => "passed",
            Outcome::Failed => "failed",
            Outcome::TimedOut => "timed_out",
            Outcome::NotRun => "not_run",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        let all = [Self::Passed, Self::Failed, Self::TimedOut, Self::NotRun];
        all.into_iter().find(|outcome| outcome.word() == word)
    }
}

/// What the process says of one check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedOutcome {
    /// The check's name; what is said of another check is not believed.
    pub check: String,
    /// How it ended.
    pub outcome: Outcome,
    /// Why it failed, for the student; empty for a pass.
    pub message: String,
    /// Where student code panicked, as `file:line`; empty where it did not.
    pub panicked_at: String,
    /// The case of the check that failed, as a phrase ("with one element"); empty where there is none.
    pub case: String,
    /// The cases that were tried, the failed one among them.
    pub tried: Vec<String>,
    /// The picture of what ran when, or an empty one.
    pub picture: TimelinePicture,
    /// What was seen of a hang.
    pub samples: HangSamples,
    /// How far a search through all orders of threads came, if the check is one.
    pub orders: Option<OrdersReport>,
}

impl SignedOutcome {
    /// The signed line, with its newline.
    pub fn sign(&self, key: &Key) -> String {
        let body = [
            self.outcome.word(),
            &self.check,
            &self.message,
            &self.panicked_at,
            &self.case,
            &self.tried.join("\n"),
            &self.picture.write(),
            &self.samples.write(),
            &self
                .orders
                .as_ref()
                .map_or_else(String::new, OrdersReport::write),
        ]
        .map(escape)
        .join("\t");
        format!("{}\t{body}\n", hex(&HMAC::mac(body.as_bytes(), key)))
    }

    /// Reads a line back. `None` if it is anything but exactly one line that was signed with `key`.
    pub fn verify(line: &str, key: &Key) -> Option<Self> {
        let line = line.strip_suffix('\n')?;
        let (signature, body) = line.split_once('\t')?;
        if signature != hex(&HMAC::mac(body.as_bytes(), key)) {
            return None;
        }
        let mut fields = body.split('\t').map(unescape);
        Some(Self {
            outcome: Outcome::parse(&fields.next()?)?,
            check: fields.next()?,
            message: fields.next()?,
            panicked_at: fields.next()?,
            case: fields.next()?,
            tried: fields.next()?.lines().map(String::from).collect(),
            picture: TimelinePicture::parse(&fields.next()?),
            samples: HangSamples::parse(&fields.next()?),
            orders: OrdersReport::parse(&fields.next()?),
        })
    }
}

fn escape(field: &str) -> String {
    field
        .replace('\\', r"\\")
        .replace('\n', r"\n")
        .replace('\t', r"\t")
}

fn unescape(field: &str) -> String {
    let mut plain = String::with_capacity(field.len());
    let mut chars = field.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        plain.extend(chars.next().map(|escaped| match escaped {
            'n' => '\n',
            't' => '\t',
            other => other,
        }));
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{PictureRow, SampleKind, StackSample};

    fn outcome() -> SignedOutcome {
        SignedOutcome {
            check: "losers_stop".into(),
            outcome: Outcome::Failed,
            message: "two\nlines, a \\ and a\ttab".into(),
            panicked_at: String::new(),
            case: "with one future".into(),
            tried: vec!["with no future".into(), "with one future".into()],
            picture: TimelinePicture {
                rows: vec![PictureRow {
                    name: "slow".into(),
                    bar: "==#".into(),
                    times: "0..90 ms".into(),
                }],
                ..TimelinePicture::default()
            },
            samples: HangSamples {
                stacks: vec![StackSample {
                    kind: SampleKind::FutureWaits,
                    stack: vec!["program+7".into()],
                }],
                program: None,
            },
            orders: Some(OrdersReport {
                tried: 90,
                is_complete: true,
                ..OrdersReport::default()
            }),
        }
    }

    #[test]
    fn a_signed_outcome_reads_back_as_it_was() {
        let line = outcome().sign(&[7; 32]);
        assert_eq!(line.matches('\n').count(), 1);
        assert_eq!(SignedOutcome::verify(&line, &[7; 32]), Some(outcome()));
    }

    #[test]
    fn another_key_a_changed_letter_or_a_second_line_is_refused() {
        let line = outcome().sign(&[7; 32]);
        for (line, key) in [
            (line.clone(), [8; 32]),
            (line.replace("failed", "passed"), [7; 32]),
            (format!("{line}{line}"), [7; 32]),
            (line.trim_end().to_string(), [7; 32]),
        ] {
            assert_eq!(SignedOutcome::verify(&line, &key), None);
        }
    }
}
