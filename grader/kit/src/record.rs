//! The one line that a check's process may say about its outcome, and the signature that makes it believable.
//!
//! This file is compiled into both ends: the kit writes the line, the grader reads it. The grader
//! hands every process a fresh key, which the process reads before any student code runs; so only
//! the harness, after the check has returned, can write a line that the grader accepts.
//!
//! The file is made, empty, before the check begins. Where it is missing, no student code was run.

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
    const ALL: [Outcome; 4] = [
        Outcome::Passed,
        Outcome::Failed,
        Outcome::TimedOut,
        Outcome::NotRun,
    ];

    fn word(self) -> &'static str {
        match self {
            Outcome::Passed => "passed",
            Outcome::Failed => "failed",
            Outcome::TimedOut => "timed_out",
            Outcome::NotRun => "not_run",
        }
    }
}

/// What the process says of one check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The check's name; a record for another check is not believed.
    pub check: String,
    /// How it ended.
    pub outcome: Outcome,
    /// Why it failed, for the student; empty for a pass.
    pub message: String,
    /// Where student code panicked, as `file:line`; empty where it did not.
    pub panicked_at: String,
    /// The picture of what happened when, or empty.
    pub timeline: String,
    /// What was seen of a hang, as [`crate::sighting`] writes it, or empty.
    pub sightings: String,
}

impl Record {
    /// The signed line, with its newline.
    pub fn sign(&self, key: &Key) -> String {
        let body = [
            self.outcome.word(),
            &self.check,
            &self.message,
            &self.panicked_at,
            &self.timeline,
            &self.sightings,
        ]
        .map(escape)
        .join("\t");
        format!("{}\t{body}\n", hex(&HMAC::mac(body.as_bytes(), key)))
    }

    /// Reads a line back. `None` if it is anything but exactly one line that was signed with `key`.
    pub fn verify(line: &str, key: &Key) -> Option<Record> {
        let line = line.strip_suffix('\n')?;
        let (signature, body) = line.split_once('\t')?;
        if signature != hex(&HMAC::mac(body.as_bytes(), key)) {
            return None;
        }
        let mut fields = body.split('\t').map(unescape);
        let word = fields.next()?;
        let outcome = Outcome::ALL.into_iter().find(|o| o.word() == word)?;
        Some(Record {
            outcome,
            check: fields.next()?,
            message: fields.next()?,
            panicked_at: fields.next()?,
            timeline: fields.next()?,
            sightings: fields.next()?,
        })
    }
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
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
        match (c, c == '\\') {
            (_, false) => plain.push(c),
            (_, true) => plain.extend(chars.next().map(|escaped| match escaped {
                'n' => '\n',
                't' => '\t',
                other => other,
            })),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        Record {
            check: "losers_stop".into(),
            outcome: Outcome::Failed,
            message: "two\nlines, a \\ and a\ttab".into(),
            panicked_at: String::new(),
            timeline: "slow |==#".into(),
            sightings: "waits program+7\n".into(),
        }
    }

    #[test]
    fn a_signed_record_reads_back_as_it_was() {
        let line = record().sign(&[7; 32]);
        assert_eq!(line.matches('\n').count(), 1);
        assert_eq!(Record::verify(&line, &[7; 32]), Some(record()));
    }

    #[test]
    fn another_key_a_changed_letter_or_a_second_line_is_refused() {
        let line = record().sign(&[7; 32]);
        assert_eq!(Record::verify(&line, &[8; 32]), None);
        assert_eq!(
            Record::verify(&line.replace("failed", "passed"), &[7; 32]),
            None
        );
        assert_eq!(Record::verify(&format!("{line}{line}"), &[7; 32]), None);
        assert_eq!(Record::verify(line.trim_end(), &[7; 32]), None);
    }
}
