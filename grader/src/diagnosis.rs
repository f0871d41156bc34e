//! Where a hung check waits, in the student's own file and words: pure, from what its process saw of
//! itself ([`crate::sighting`]) and what the addresses in that stand for.

use crate::{
    catalog::Kata,
    report::plain,
    result::Place,
    sighting::{Manner, Sighting},
    submission::Files,
};
use std::collections::{BTreeMap, BTreeSet};

/// The most places that are told: more would hide the one that matters.
const MOST: usize = 3;

/// What is known of a hang.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnosis {
    /// For the student, a few lines for every place.
    pub text: String,
    /// The places, the likeliest first.
    pub places: Vec<Place>,
}

/// A function that an address stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Frame {
    function: String,
    file: String,
    line: u32,
}

/// The functions that addresses stand for.
#[derive(Debug, Default)]
pub struct Described(BTreeMap<String, Vec<Frame>>);

impl Described {
    /// Reads what the checks' program says of addresses: each in a line of its own, then a line for
    /// every function.
    pub fn read(text: &str) -> Self {
        let mut all: BTreeMap<String, Vec<Frame>> = BTreeMap::new();
        let mut address = String::new();
        for line in text.lines() {
            let fields: Vec<&str> = line.split('\t').collect();
            match *fields {
                [function, file, line] => all.entry(address.clone()).or_default().push(Frame {
                    function: function.into(),
                    file: file.into(),
                    line: line.parse().unwrap_or(0),
                }),
                _ => address = line.into(),
            }
        }
        Self(all)
    }

    fn stack(&self, addresses: &[String]) -> Vec<&Frame> {
        let known = addresses.iter().filter_map(|address| self.0.get(address));
        known.flatten().collect()
    }
}

/// One place in the student's code, and why it is worth looking at.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Finding {
    /// The likeliest cause first.
    rank: u8,
    sentence: String,
    place: Option<Place>,
}

/// What the sightings mean.
pub fn of(kata: &Kata, files: &Files, sightings: &[Sighting], described: &Described) -> Diagnosis {
    let mut findings: Vec<Finding> = sightings
        .iter()
        .filter_map(|seen| finding(kata, seen.manner, &described.stack(&seen.stack)))
        .collect();
    let seen_waking = findings.iter().any(|found| found.rank == RANK_WAKES_ITSELF);
    // A future that wakes itself keeps its thread busy: that is the same thing seen twice.
    findings.retain(|found| !(seen_waking && found.rank == RANK_BUSY));
    if !findings.iter().any(|found| found.rank <= RANK_WAITS) {
        findings.extend(lost_wake_up(kata, files, sightings));
    }
    findings.sort_by_key(|found| found.rank);
    let mut told = BTreeSet::new();
    findings.retain(|found| {
        let place = found.place.as_ref();
        told.insert(place.map(|place| (place.file.clone(), place.line)))
    });
    findings.truncate(MOST);
    let places = findings.iter().filter_map(|found| found.place.clone());
    Diagnosis {
        places: places.collect(),
        text: match findings.is_empty() {
            true => NOTHING.into(),
            false => told_together(kata, files, &findings),
        },
    }
}

const NOTHING: &str = "Nothing in your code was seen waiting: the check itself waits, for something that \
your code should have done by now.";

const RANK_BLOCKED: u8 = 0;
const RANK_BUSY: u8 = 1;
const RANK_WAKES_ITSELF: u8 = 2;
const RANK_WAITS: u8 = 3;
const RANK_LOST: u8 = 4;
const RANK_TASK: u8 = 5;
const RANK_THREAD: u8 = 6;

/// What one sighting says, if it leads through the student's code.
fn finding(kata: &Kata, manner: Manner, stack: &[&Frame]) -> Option<Finding> {
    let at = stack
        .iter()
        .position(|frame| place(kata, frame).is_some())?;
    let callees: Vec<&str> = stack[..at].iter().map(|frame| &*frame.function).collect();
    let callers = &stack[at..];
    let leads_through = |part: &str| callers.iter().any(|f| f.function.contains(part));
    let (rank, sentence) = match manner {
        Manner::Waits => waits("Your code", RANK_WAITS, &callees),
        Manner::TaskWaits => waits("A task that your code spawned", RANK_TASK, &callees),
        Manner::WakesItself => (
            RANK_WAKES_ITSELF,
            "Your future calls its own waker here while it is being polled, so it is polled again \
             at once, and again: a busy loop"
                .into(),
        ),
        Manner::LostWakeUp => return None,
        Manner::Busy => (
            RANK_BUSY,
            "Your code computes here without an end and never waits".into(),
        ),
        Manner::Blocked => {
            let what = meaning_of(&BLOCKING, &callees).unwrap_or("for something outside of Rust");
            let in_pool = leads_through("blocking::pool");
            let drives =
                leads_through("tokio::runtime") || leads_through("hidden") || is_checks(callers);
            match drives && !in_pool {
                true => (
                    RANK_BLOCKED,
                    format!(
                        "This thread is blocked here, {what}, and until that ends it runs nothing else, \
                         no other task either"
                    ),
                ),
                false => (RANK_THREAD, format!("A thread is blocked here, {what}")),
            }
        }
    };
    Some(Finding {
        rank,
        sentence,
        place: place(kata, stack[at]),
    })
}

fn waits(who: &str, rank: u8, callees: &[&str]) -> (u8, String) {
    if callees.iter().any(|name| name.contains("yield_now")) {
        let sentence = format!(
            "{who} gives way here again and again, but what it wants never comes: a busy loop"
        );
        return (RANK_WAKES_ITSELF, sentence);
    }
    let sentence = match meaning_of(&AWAITED, callees) {
        Some(what) => format!("{who} waits here for {what}"),
        None => format!("{who} waits at this `.await`"),
    };
    (rank, sentence)
}

/// Names in the stack of an `.await`, and what is awaited there; the first that fits.
const AWAITED: [(&str, &str); 15] = [
    ("mpsc::bounded::Sender", "a free place in a channel"),
    (
        "sync::mpsc",
        "a message that nobody sends, on a channel that somebody keeps open",
    ),
    ("sync::broadcast", "a message that nobody sends"),
    ("sync::oneshot", "an answer that nobody sends"),
    ("sync::watch", "a change that nobody makes"),
    ("sync::mutex", "a lock that somebody holds"),
    ("sync::rwlock", "a lock that somebody holds"),
    ("sync::notify", "a notification that nobody gives"),
    ("sync::barrier", "others who never come to the barrier"),
    ("batch_semaphore", "a permit that nobody gives back"),
    ("time::sleep", "a timer"),
    ("time::interval", "a timer"),
    ("task::join", "the end of a task that does not end"),
    ("futures_channel", "a message that nobody sends"),
    ("io::", "bytes that nobody sends or takes"),
];

/// Names in the stack of a blocked thread, and what it does; the first that fits.
const BLOCKING: [(&str, &str); 13] = [
    ("block_on", "in a `block_on`"),
    ("thread::sleep", "in `std::thread::sleep`"),
    ("mpmc", "for a message on a std channel"),
    ("mpsc", "for a message on a std channel"),
    ("condvar", "on a `Condvar` that nobody notifies"),
    ("Condvar", "on a `Condvar` that nobody notifies"),
    ("mutex", "at a `std::sync::Mutex` that is locked already"),
    ("Mutex", "at a `std::sync::Mutex` that is locked already"),
    ("rwlock", "at a `std::sync::RwLock` that is locked already"),
    ("barrier", "at a `Barrier` that not all reach"),
    ("Barrier", "at a `Barrier` that not all reach"),
    ("thread::join", "for a thread that does not end"),
    (
        "thread::park",
        "in `std::thread::park`, and nobody unparks it",
    ),
];

fn meaning_of<'a>(table: &[(&str, &'a str)], callees: &[&str]) -> Option<&'a str> {
    let fits = |(part, _): &&(&str, &str)| callees.iter().any(|name| name.contains(part));
    table.iter().find(fits).map(|(_, meaning)| *meaning)
}

/// Whether the check itself is among the callers: then its own thread is meant.
fn is_checks(callers: &[&Frame]) -> bool {
    callers
        .iter()
        .any(|frame| frame.function.starts_with("checks::"))
}

/// A future that was pending although nothing would ever wake it. Where it returned cannot be seen, so
/// every `Pending` in the student's files is a candidate.
fn lost_wake_up(kata: &Kata, files: &Files, sightings: &[Sighting]) -> Vec<Finding> {
    let is = |manner| sightings.iter().any(|seen| seen.manner == manner);
    let certain = is(Manner::LostWakeUp);
    if !certain && !is(Manner::Waits) {
        return Vec::new();
    }
    let sentence = "Your future returned `Pending`, and nobody had kept its waker or called it: a lost \
                    wake-up, after which nobody polls it again";
    let mut found = Vec::new();
    for (name, text) in files {
        for (number, line) in (1..).zip(text.lines()) {
            let code = line.split("//").next().unwrap_or_default();
            let returns =
                code.contains("Pending") && !code.contains("=>") && !code.contains("use ");
            if returns || code.contains("=> Poll::Pending") {
                let file = format!("{}/{name}", kata.exercise);
                found.push(Finding {
                    rank: RANK_LOST,
                    sentence: sentence.into(),
                    place: Some(Place { file, line: number }),
                });
            }
        }
    }
    if found.is_empty() && certain {
        found.push(Finding {
            rank: RANK_LOST,
            sentence: sentence.into(),
            place: None,
        });
    }
    found
}

/// The frame's place, if it is in the student's files.
fn place(kata: &Kata, frame: &Frame) -> Option<Place> {
    let at = frame.file.find(&format!("{}/", kata.exercise))?;
    (frame.line > 0).then(|| Place {
        file: frame.file[at..].to_string(),
        line: frame.line,
    })
}

/// Findings with their source lines; places of which the same is said share a sentence.
fn told_together(kata: &Kata, files: &Files, findings: &[Finding]) -> String {
    let mut text = String::new();
    for same in findings.chunk_by(|a, b| a.sentence == b.sentence) {
        let places: Vec<&Place> = same
            .iter()
            .filter_map(|found| found.place.as_ref())
            .collect();
        let end = if places.is_empty() { "." } else { ":" };
        text.push_str(&format!("{}{end}\n", same[0].sentence));
        for Place { file, line } in places {
            let inside = file.strip_prefix(&format!("{}/", kata.exercise));
            let source = inside.and_then(|name| files.get(name));
            let quoted = source.and_then(|text| text.lines().nth(*line as usize - 1));
            let quoted = plain(quoted.unwrap_or_default());
            text.push_str(&format!("  {file}:{line}\n      {}\n", quoted.trim()));
        }
    }
    text.trim_end().to_string()
}
