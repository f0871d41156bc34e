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

impl Frame {
    /// A frame of which only the place is known, as `file:line`.
    fn at(place: &str) -> Option<Self> {
        let (file, line) = place.rsplit_once(':')?;
        Some(Self {
            function: String::new(),
            file: file.into(),
            line: line.parse().ok()?,
        })
    }

    /// Its function's path and its file in one form, because not every frame knows both:
    /// `tokio/sync/mutex/Mutex/lock …/src/sync/mutex.rs`.
    fn whereabouts(&self) -> String {
        format!("{} {}", self.function.replace("::", "/"), self.file)
    }
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

    fn stack(&self, addresses: &[String]) -> Vec<Frame> {
        let known = |address: &String| match address.strip_prefix('@') {
            Some(place) => Frame::at(place).into_iter().collect(),
            None => self.0.get(address).cloned().unwrap_or_default(),
        };
        addresses.iter().flat_map(known).collect()
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
    let general = General::of(sightings);
    let mut findings: Vec<Finding> = sightings
        .iter()
        .filter_map(|seen| finding(kata, seen.manner, &general, &described.stack(&seen.stack)))
        .collect();
    let seen_waking = findings.iter().any(|found| found.rank == RANK_WAKES_ITSELF);
    // A future that wakes itself keeps its thread busy: that is the same thing seen twice.
    findings.retain(|found| !(seen_waking && found.rank == RANK_BUSY));
    let elsewhere = |seen: &Sighting| seen.manner == Manner::TaskElsewhere;
    if (sightings.iter().any(elsewhere) && !general.spins)
        || !findings.iter().any(|found| found.rank <= RANK_WAITS)
    {
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
const RANK_TASK: u8 = 4;
const RANK_LOST: u8 = 5;
const RANK_THREAD: u8 = 6;

/// What all sightings together say.
struct General {
    /// A thread computes all the time.
    spins: bool,
    /// The check's own future could be polled once more: its thread is not stuck.
    own_comes_back: bool,
    /// The runtime could be asked for its tasks: no thread of it is stuck.
    tasks_come_back: bool,
}

impl General {
    fn of(sightings: &[Sighting]) -> Self {
        let any = |manners: &[Manner]| sightings.iter().any(|seen| manners.contains(&seen.manner));
        Self {
            spins: any(&[Manner::Busy]),
            own_comes_back: any(&[Manner::Waits, Manner::WakesItself, Manner::LostWakeUp]),
            tasks_come_back: any(&[Manner::TaskWaits, Manner::TaskElsewhere]),
        }
    }
}

/// What one sighting says, if it leads through the student's code.
fn finding(kata: &Kata, manner: Manner, general: &General, stack: &[Frame]) -> Option<Finding> {
    let at = stack
        .iter()
        .position(|frame| place(kata, frame).is_some())?;
    let callees: Vec<String> = stack[..at]
        .iter()
        .map(|frame| frame.whereabouts())
        .collect();
    let callers: Vec<String> = stack[at..]
        .iter()
        .map(|frame| frame.whereabouts())
        .collect();
    let calls = |part: &str| callees.iter().any(|name| name.contains(part));
    let leads_through = |part: &str| callers.iter().any(|name| name.contains(part));
    let (rank, sentence) = match manner {
        Manner::Waits => waits("Your code", RANK_WAITS, &callees),
        Manner::TaskWaits => waits("A task that your code spawned", RANK_TASK, &callees),
        Manner::TaskSpins => (
            RANK_WAKES_ITSELF,
            "The task that your code spawned here is polled again and again, because something in it \
             wakes it each time, at once: a busy loop"
                .into(),
        ),
        // It is one of those that are polled all the time.
        Manner::TaskElsewhere if general.spins => return None,
        Manner::TaskElsewhere => (
            RANK_TASK,
            "The task that your code spawned here waits for something that is not tokio's".into(),
        ),
        Manner::Busy if calls("task/yield") => waits("Your code", RANK_BUSY, &callees),
        // A loop of this kind is seen in this very call, if it is looked at often enough.
        Manner::Busy if calls("/wake") => wakes_itself(),
        Manner::WakesItself => wakes_itself(),
        Manner::LostWakeUp => return None,
        Manner::Busy
            if (leads_through("scheduler/current_thread") && general.own_comes_back)
                || (leads_through("scheduler/multi_thread") && general.tasks_come_back) =>
        {
            let sentence = "This goes round and round and never really waits: what it awaits is ready \
                            each time, or wakes it at once: a busy loop";
            (RANK_BUSY, sentence.into())
        }
        Manner::Busy => busy(),
        // Where others need the core, a loop that gives it away gets hardly any time.
        Manner::Blocked if calls("yield") => busy(),
        Manner::Blocked => {
            let what = meaning_of(&BLOCKING, &callees).unwrap_or("for something outside of Rust");
            // A worker of a runtime is itself a job of the blocking pool.
            let drives = leads_through("scheduler/") || !leads_through("blocking/pool");
            let of_the_check = leads_through("hidden/");
            match (drives && leads_through("tokio/runtime")) || of_the_check {
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
        place: place(kata, &stack[at]),
    })
}

fn wakes_itself() -> (u8, String) {
    let sentence = "Your future calls its own waker here while it is being polled, so it is polled again \
                    at once, and again: a busy loop";
    (RANK_WAKES_ITSELF, sentence.into())
}

fn busy() -> (u8, String) {
    let sentence = "Your code computes here without an end and never waits";
    (RANK_BUSY, sentence.into())
}

fn waits(who: &str, rank: u8, callees: &[String]) -> (u8, String) {
    if callees.iter().any(|name| name.contains("task/yield")) {
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

/// Parts of names in the stack of an `.await`, and what is awaited there; the first of which all fit.
const AWAITED: [(&[&str], &str); 15] = [
    (
        &["sync/mpsc", "batch_semaphore"],
        "a free place in a channel",
    ),
    (
        &["sync/mpsc"],
        "a message that nobody sends, on a channel that somebody keeps open",
    ),
    (&["sync/broadcast"], "a message that nobody sends"),
    (&["sync/oneshot"], "an answer that nobody sends"),
    (&["sync/watch"], "a change that nobody makes"),
    (&["sync/mutex"], "a lock that somebody holds"),
    (&["sync/rwlock"], "a lock that somebody holds"),
    (&["sync/barrier"], "others who never come to the barrier"),
    (&["sync/notify"], "a notification that nobody gives"),
    (&["sync/batch_semaphore"], "a permit that nobody gives back"),
    (&["time/sleep"], "a timer"),
    (&["time/interval"], "a timer"),
    (&["task/join"], "the end of a task that does not end"),
    (&["futures-channel"], "a message that nobody sends"),
    (&["/io/"], "bytes that nobody sends or takes"),
];

/// Parts of names in the stack of a blocked thread, and what it does; the first of which all fit.
const BLOCKING: [(&[&str], &str); 11] = [
    (&["block_on"], "in a `block_on`"),
    (&["/sleep"], "in `std::thread::sleep`"),
    (&["sync/mpmc"], "for a message on a std channel"),
    (&["sync/barrier"], "at a `Barrier` that not all reach"),
    (&["sync/condvar"], "on a `Condvar` that nobody notifies"),
    (
        &["sync/mutex"],
        "at a `std::sync::Mutex` that is locked already",
    ),
    (
        &["sync/rwlock"],
        "at a `std::sync::RwLock` that is locked already",
    ),
    (&["thread/scoped"], "for a scoped thread that does not end"),
    (&["/join"], "for a thread that does not end"),
    (&["park"], "in `std::thread::park`, and nobody unparks it"),
    (&["/read"], "in a blocking read"),
];

fn meaning_of(table: &[(&[&str], &'static str)], callees: &[String]) -> Option<&'static str> {
    let leads_through = |part: &&str| callees.iter().any(|name| name.contains(part));
    let fits = |(parts, _): &&(&[&str], &str)| parts.iter().all(leads_through);
    table.iter().find(fits).map(|(_, meaning)| *meaning)
}

/// A hand-written future that was pending although nothing would ever wake it. Where it returned cannot
/// be seen, so every `Pending` in the student's files is a candidate.
fn lost_wake_up(kata: &Kata, files: &Files, sightings: &[Sighting]) -> Vec<Finding> {
    let is = |manner| sightings.iter().any(|seen| seen.manner == manner);
    let certain = is(Manner::LostWakeUp);
    let sentence = if certain {
        "Your future returned `Pending` without keeping the waker it was given, and without calling it: \
         a lost wake-up, after which nobody polls it again"
    } else if is(Manner::TaskElsewhere) {
        "If it waits for this future of yours: that returned `Pending`, and its waker was not kept or \
         not called, a lost wake-up"
    } else if is(Manner::Waits) {
        "Nothing in your code kept the waker when it was polled once more. If a future of yours is \
         awaited, it returned `Pending` and forgot its waker: a lost wake-up, after which nobody polls it \
         again"
    } else {
        return Vec::new();
    };
    let found = |place| Finding {
        rank: RANK_LOST,
        sentence: sentence.into(),
        place,
    };
    let mut all = Vec::new();
    for (name, text) in files {
        let lines = (1..).zip(text.lines());
        let pending = lines.filter(|(_, line)| is_pending(line));
        all.extend(pending.map(|(line, _)| {
            let file = format!("{}/{name}", kata.exercise);
            found(Some(Place { file, line }))
        }));
    }
    if all.is_empty() && certain {
        all.push(found(None));
    }
    all
}

/// Whether a line of Rust makes a future pending, as far as a look can tell.
fn is_pending(line: &str) -> bool {
    let code = line.split("//").next().unwrap_or_default();
    let matches_it = code.contains("Pending =>") || code.contains("matches!");
    let names_it =
        code.contains("Pending") && !matches_it && !code.trim_start().starts_with("use ");
    names_it || code.contains("pending()")
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
