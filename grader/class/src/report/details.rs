//! What is shown of an answer when somebody asks: pictures, the compiler's words, the difference to the reference. It is
//! packed, a pack for each kata, and unpacked by the page's script.

use super::{
    class::{BrokenChecks, ReportedClass},
    difference::{self, FileDifference, LARGEST},
    statistics::Statistics,
    text::cut,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use flate2::{Compression, write::DeflateEncoder};
use grader::{
    result::{
        Block, CheckResult, CheckStatus, KataResult, KataStatus, OrderPicture, OrderRow, Place,
        ThreadState,
    },
    submission::Files,
};
use kata_protocol::TimelinePicture;
use serde::Serialize;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write as _,
};

/// The details of a kata's answers.
#[derive(Debug)]
pub struct KataDetails {
    /// The lines of the reference solution's files.
    reference: BTreeMap<String, Vec<String>>,
    /// Equal answers have one entry. Those that matter most come first.
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    detail: Value,
    bytes: usize,
    /// The students' numbers.
    students: Vec<usize>,
}

#[derive(Serialize)]
struct Detail<'a> {
    blocks: Vec<(&'static str, String)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mutants: Option<&'a grader::result::MutationMatrix>,
    checks: Vec<CheckDetail<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    files: Vec<FileDifference>,
    /// The answer itself, where there is no reference to compare it with.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    answer: BTreeMap<&'a str, String>,
}

#[derive(Serialize)]
struct CheckDetail<'a> {
    name: &'a str,
    promise: &'a str,
    status: CheckStatus,
    observed: String,
    details: String,
    explanation: String,
    follows: &'a [String],
    at: &'a [Place],
    output: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    timeline: Option<&'a TimelinePicture>,
    #[serde(skip_serializing_if = "Option::is_none")]
    orders: Option<OrdersDetail<'a>>,
}

#[derive(Serialize)]
struct OrdersDetail<'a> {
    phrase: String,
    threads: &'a [String],
    rows: Vec<RowDetail<'a>>,
    waiting: Vec<RowDetail<'a>>,
    stopped: &'a [usize],
    spins: bool,
}

/// The thread, the line, its text, the action, whether it sees an old value, what each thread is at after it as a letter,
/// and who holds a lock.
#[derive(Serialize)]
struct RowDetail<'a>(usize, u32, &'a str, &'a str, bool, String, Vec<usize>);

/// The most characters of a text in the details.
const LONGEST: usize = 4_000;
/// The most rows of an order.
const MOST_ROWS: usize = 120;

impl KataDetails {
    /// Those of one kata.
    ///
    /// # Errors
    ///
    /// If memory is full.
    pub fn new(
        class: &ReportedClass,
        statistics: &Statistics,
        kata: usize,
    ) -> serde_json::Result<Self> {
        let reference = class.katas[kata].reference.as_ref();
        let mut by_hash: BTreeMap<(&str, usize), Vec<usize>> = BTreeMap::new();
        for (index, student) in class.students.iter().enumerate() {
            let Some(unit) = class
                .unit(index, kata)
                .filter(|unit| has_details(unit, reference))
            else {
                continue;
            };
            // Whoever has no files has nothing in common with others.
            let alone = if unit.hash.is_empty() {
                student.number
            } else {
                0
            };
            by_hash.entry((&unit.hash, alone)).or_default().push(index);
        }
        let examples: BTreeSet<usize> = statistics.katas[kata]
            .groups
            .iter()
            .filter_map(|group| Some(statistics.groups[*group].example.as_ref()?.student))
            .collect();
        let mut entries = Vec::new();
        for students in by_hash.into_values() {
            let student = students[0];
            let Some(unit) = class.unit(student, kata) else {
                continue;
            };
            let detail = serde_json::to_value(detail(
                unit,
                class.students[student].answers.get(&kata),
                reference,
            ))?;
            let is_example = students.iter().any(|student| examples.contains(student));
            let entry = Entry {
                bytes: detail.to_string().len(),
                detail,
                students: students
                    .iter()
                    .map(|student| class.students[*student].number)
                    .collect(),
            };
            entries.push((is_example, entry));
        }
        entries.sort_by_key(|(is_example, entry)| {
            (
                !is_example,
                usize::MAX - entry.students.len(),
                entry.students[0],
            )
        });
        let lines = |text: &String| {
            text.lines()
                .map(|line| line.trim_end().to_string())
                .collect()
        };
        let files = reference
            .into_iter()
            .flatten()
            .map(|(name, text)| (name.clone(), lines(text)));
        Ok(Self {
            reference: files.collect(),
            entries: entries.into_iter().map(|(_, entry)| entry).collect(),
        })
    }

    /// As much of it as a share of its bytes, packed.
    fn pack(&self, share: f64) -> std::io::Result<String> {
        let all: usize = self.entries.iter().map(|entry| entry.bytes).sum();
        let most = all as f64 * share;
        let mut sum = 0;
        let fits = |entry: &&Entry| {
            sum += entry.bytes;
            sum as f64 <= most
        };
        let entries: Vec<&Entry> = self.entries.iter().take_while(fits).collect();
        let numbered = entries.iter().enumerate();
        let students = numbered.flat_map(|(index, entry)| {
            entry
                .students
                .iter()
                .map(move |student| (student.to_string(), index))
        });
        let students: BTreeMap<String, usize> = students.collect();
        let details: Vec<&Value> = entries.iter().map(|entry| &entry.detail).collect();
        if details.is_empty() {
            return Ok(String::new());
        }
        let all = serde_json::json!({ "reference": self.reference, "details": details, "students": students });
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(all.to_string().as_bytes())?;
        Ok(STANDARD.encode(encoder.finish()?))
    }
}

/// Packs of all katas in at most so many bytes: if they need more, each kata has the same share of its own.
///
/// # Errors
///
/// If memory is full.
pub fn pack(katas: &[KataDetails], most: usize) -> std::io::Result<Vec<String>> {
    let mut share = 1.0;
    loop {
        let packs = katas
            .iter()
            .map(|kata| kata.pack(share))
            .collect::<Result<Vec<_>, _>>()?;
        let bytes: usize = packs.iter().map(String::len).sum();
        if bytes <= most {
            return Ok(packs);
        }
        share *= (most as f64 / bytes as f64).min(0.95) * 0.98;
    }
}

/// Whether there is something to show of a unit.
fn has_details(unit: &KataResult, reference: Option<&Files>) -> bool {
    match unit.status {
        KataStatus::Failed | KataStatus::DoesNotCompile | KataStatus::SignatureChanged => true,
        // In the page of one student, who may compare it now.
        KataStatus::Passed => reference.is_some(),
        KataStatus::NotStarted
        | KataStatus::Missing
        | KataStatus::Refused
        | KataStatus::NotGraded => false,
    }
}

fn detail<'a>(
    unit: &'a KataResult,
    answer: Option<&'a Files>,
    reference: Option<&Files>,
) -> Detail<'a> {
    let broken = BrokenChecks::of(unit);
    let checks = broken.leading.iter().chain(&broken.following);
    let whole = answer.filter(|_| reference.is_none()).into_iter().flatten();
    let whole = whole.map(|(name, text)| (name.as_str(), cut(text, LARGEST)));
    let files = match (answer, reference) {
        (Some(answer), Some(reference)) => difference::of(answer, reference),
        _ => Vec::new(),
    };
    let blocks = if unit.status == KataStatus::Failed {
        &unit.warnings
    } else {
        &unit.blocks
    };
    Detail {
        blocks: blocks.iter().map(block).collect(),
        mutants: unit.mutants.as_ref(),
        checks: checks.map(|check| check_detail(check)).collect(),
        files,
        answer: whole.collect(),
    }
}

fn block(block: &Block) -> (&'static str, String) {
    let (kind, text) = match block {
        Block::Prose(text) => ("prose", text),
        Block::Rustc(text) => ("rustc", text),
        Block::InShort(text) => ("in_short", text),
        Block::Code(text) => ("code", text),
    };
    (kind, cut(text, LONGEST))
}

fn check_detail(check: &CheckResult) -> CheckDetail<'_> {
    let failing = check
        .orders
        .as_ref()
        .and_then(|orders| Some((orders, orders.failing.as_ref()?)));
    CheckDetail {
        name: &check.name,
        promise: &check.promise,
        status: check.status,
        observed: cut(&check.observed_in_its_case(), LONGEST),
        details: cut(&check.details, LONGEST),
        explanation: cut(&check.explanation, LONGEST),
        follows: &check.follows,
        at: &check.stuck_at,
        output: cut(&check.output, LONGEST),
        timeline: check.picture.as_ref().filter(|picture| !picture.is_empty()),
        orders: failing.map(|(orders, picture)| orders_detail(orders.phrase(false), picture)),
    }
}

fn orders_detail(phrase: String, picture: &OrderPicture) -> OrdersDetail<'_> {
    // What went wrong is at the end.
    let first = picture.rows.len().saturating_sub(MOST_ROWS);
    OrdersDetail {
        phrase,
        threads: &picture.threads,
        rows: picture.rows[first..].iter().map(row).collect(),
        waiting: picture.waiting.iter().map(row).collect(),
        stopped: &picture.stopped,
        spins: picture.spins,
    }
}

fn row(row: &OrderRow) -> RowDetail<'_> {
    let letter = |state: &ThreadState| match state {
        ThreadState::CanRun => 'r',
        ThreadState::Waits => 'w',
        ThreadState::Stopped => 's',
        ThreadState::Ended => 'e',
    };
    let states = row.after.iter().map(letter).collect();
    let held = row.held.iter().map(|held| held.thread).collect();
    let line = if row.file.is_empty() { 0 } else { row.line };
    RowDetail(
        row.thread,
        line,
        &row.text,
        &row.action,
        row.sees_an_old_value,
        states,
        held,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::{class, failed};

    /// A kata at which students fail, each with an answer of their own but for the first two.
    fn kata() -> KataDetails {
        let rows = (0..40).map(|student: usize| {
            let mut unit = failed("It blocks.");
            unit.hash = format!("hash {}", student.saturating_sub(1));
            unit.checks[0].output = (0..30)
                .map(|line| format!("{} ", line * 7919 * (student + 1)))
                .collect();
            vec![Some(unit)]
        });
        let class = class(rows.collect());
        KataDetails::new(&class, &Statistics::new(&class), 0).expect("it is JSON")
    }

    fn unpacked(pack: &str) -> Value {
        let packed = STANDARD.decode(pack).expect("it is base64");
        let reader = flate2::read::DeflateDecoder::new(&*packed);
        serde_json::from_reader(reader).expect("it is JSON")
    }

    #[test]
    fn equal_answers_have_one_entry_and_come_first() {
        let packs = pack(&[kata()], usize::MAX).expect("it can be packed");
        let all = unpacked(&packs[0]);
        assert_eq!(all["details"].as_array().map(Vec::len), Some(39));
        assert_eq!(
            (&all["students"]["1"], &all["students"]["2"]),
            (&0.into(), &0.into())
        );
    }

    #[test]
    fn what_does_not_fit_is_left_out_and_each_kata_keeps_its_share() {
        let katas = [kata(), kata()];
        let whole: usize = pack(&katas, usize::MAX)
            .expect("it can be packed")
            .iter()
            .map(String::len)
            .sum();
        let packs = pack(&katas, whole / 2).expect("it can be packed");
        assert!(packs.iter().map(String::len).sum::<usize>() <= whole / 2);
        for pack in &packs {
            let kept = unpacked(pack)["details"].as_array().map_or(0, Vec::len);
            assert!((5..30).contains(&kept), "{kept}");
        }
        assert_eq!(pack(&katas, 10).expect("it can be packed"), ["", ""]);
    }
}
