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
        let function = without_generics(&self.function);
        format!("{} {}", function.replace("::", "/"), self.file)
    }

    /// The `fn` it is in, which for a closure and an `async` block is the one around it.
    fn whole_function(&self) -> String {
        let name = without_generics(&self.function);
        name.split("::{").next().unwrap_or_default().to_string()
    }
}

/// A function's path without what its type parameters stand for: `spawn::<tokio::…>` has nothing to do
/// with tokio.
fn without_generics(path: &str) -> String {
    let mut kept = String::new();
    let mut rest = path;
    while let Some((before, generics)) = rest.split_once("::<") {
        kept.push_str(before);
        let mut open = 1;
        let end = generics.char_indices().find(|&(at, letter)| {
            match letter {
                '<' => open += 1,
                // The arrow of a function's type closes nothing.
                '>' if !generics[..at].ends_with('-') => open -= 1,
                _ => {}
            }
            open == 0
        });
        rest = end.map_or("", |(at, _)| &generics[at + 1..]);
    }
    kept + rest
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
    /// Where another function of the student's called the one that the place is in.
    caller: Option<Place>,
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
    tell_loops_that_await(kata, files, &mut findings);
    tell_what_others_do(&mut findings);
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

/// A busy loop that awaits looks like any other from outside; its lines tell.
fn tell_loops_that_await(kata: &Kata, files: &Files, findings: &mut [Finding]) {
    let awaits = |found: &Finding| {
        let place = found.place.as_ref().filter(|_| found.sentence == COMPUTES);
        let line = place.map_or("", |place| line_of(kata, files, place));
        [".await", "select!", "join!"]
            .iter()
            .any(|word| line.contains(word))
    };
    if findings.iter().any(awaits) {
        let computing = findings.iter_mut().filter(|f| f.sentence == COMPUTES);
        computing.for_each(|found| found.sentence = GOES_ROUND.into());
    }
}

/// A task may rightly wait for its next order while somebody else has forgotten to answer: where the
/// student's own future is known to wait, what tasks do is only told beside it.
fn tell_what_others_do(findings: &mut [Finding]) {
    if findings.iter().any(|found| found.rank == RANK_WAITS) {
        let tasks = findings.iter_mut().filter(|found| found.rank == RANK_TASK);
        tasks.for_each(|found| {
            if let Some(rest) = found.sentence.strip_prefix("A task") {
                found.sentence = format!("Meanwhile a task{rest}");
            }
        });
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
             wakes it each time, at once, in a busy loop"
                .into(),
        ),
        // It is one of those that are polled all the time.
        Manner::TaskElsewhere if general.spins => return None,
        Manner::TaskElsewhere => (
            RANK_TASK,
            "The task that your code spawned here waits for something that is not tokio's".into(),
        ),
        Manner::Busy if calls("task/yield") => waits("Your code", RANK_BUSY, &callees),
        // Now and then tokio wakes a task that has had its turn: only a loop gets that far.
        Manner::Busy | Manner::WakesItself if calls("task/coop") => goes_round(),
        // A loop of this kind is seen in this very call, if it is looked at often enough.
        Manner::Busy if calls("/wake") => wakes_itself(),
        Manner::WakesItself => wakes_itself(),
        Manner::LostWakeUp => return None,
        Manner::Busy
            if (leads_through("scheduler/current_thread") && general.own_comes_back)
                || (leads_through("scheduler/multi_thread") && general.tasks_come_back) =>
        {
            goes_round()
        }
        Manner::Busy => busy(),
        // Where others need the core, a loop that gives it away gets hardly any time.
        Manner::Blocked if calls("yield") => busy(),
        Manner::Blocked => blocked(&callees, &callers),
    };
    let function = stack[at].whole_function();
    let caller = stack[at..]
        .iter()
        .find(|frame| place(kata, frame).is_some() && frame.whole_function() != function);
    Some(Finding {
        rank,
        sentence,
        place: place(kata, &stack[at]),
        caller: caller.and_then(|frame| place(kata, frame)),
    })
}

/// What a thread means that is in `callees`, where `callers` have led.
fn blocked(callees: &[String], callers: &[String]) -> (u8, String) {
    let calls = |part: &str| callees.iter().any(|name| name.contains(part));
    let leads_through = |part: &str| callers.iter().any(|name| name.contains(part));
    let what = meaning_of(&BLOCKING, callees).unwrap_or("for something outside of Rust");
    // A worker of a runtime is itself a job of the blocking pool.
    let drives = leads_through("scheduler/") || !leads_through("blocking/pool");
    if drives && leads_through("tokio/runtime") {
        let sentence = format!(
            "This thread is blocked here, {what}, and until that ends it runs nothing else, no other \
             task either"
        );
        return (RANK_BLOCKED, sentence);
    }
    match leads_through("hidden/") {
        // Outside of a runtime this is how one waits for a future.
        true if calls("block_on") && !calls("blocking/shutdown") => {
            let sentence = "Your code waits here in a `block_on`, for a future that does not end";
            (RANK_WAITS, sentence.into())
        }
        true => {
            let sentence = format!("The thread that called your code is blocked here, {what}");
            (RANK_BLOCKED, sentence)
        }
        false => (RANK_THREAD, format!("A thread is blocked here, {what}")),
    }
}

fn wakes_itself() -> (u8, String) {
    let sentence = "In a busy loop your future calls its own waker here while it is being polled, so it \
                    is polled again at once, and again";
    (RANK_WAKES_ITSELF, sentence.into())
}

const COMPUTES: &str = "Your code computes here without an end and never waits";

fn busy() -> (u8, String) {
    (RANK_BUSY, COMPUTES.into())
}

const GOES_ROUND: &str = "In a busy loop your code comes here again and again: what it awaits is ready \
each time, or wakes it at once, so it never really waits";

fn goes_round() -> (u8, String) {
    (RANK_BUSY, GOES_ROUND.into())
}

fn waits(who: &str, rank: u8, callees: &[String]) -> (u8, String) {
    if callees.iter().any(|name| name.contains("task/yield")) {
        let sentence = format!(
            "{who} gives way here again and again in a busy loop, but what it wants never comes"
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
const AWAITED: [(&[&str], &str); 17] = [
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
    // This one is made of a `watch` channel.
    (&["sync/barrier"], "others who never come to the barrier"),
    (&["sync/watch"], "a change that nobody makes"),
    (&["sync/mutex"], "a lock that somebody holds"),
    (&["sync/rwlock"], "a lock that somebody holds"),
    (&["sync/once_cell"], "a `OnceCell` that somebody is filling"),
    (&["sync/notify"], "a notification that nobody gives"),
    (&["sync/batch_semaphore"], "a permit that nobody gives back"),
    (&["time/sleep"], "a timer"),
    (&["time/interval"], "a timer"),
    (&["task/join"], "the end of a task that does not end"),
    (
        &["futures_unordered"],
        "the first of several futures, and none of them ends",
    ),
    (&["futures-channel"], "a message that nobody sends"),
    (&["/io/"], "bytes that nobody sends or takes"),
];

/// Parts of names in the stack of a blocked thread, and what it does; the first of which all fit.
const BLOCKING: [(&[&str], &str); 12] = [
    (
        &["blocking/shutdown"],
        "where a runtime is dropped, which waits for its blocking jobs",
    ),
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
    let found = |place, sentence: &str| Finding {
        rank: RANK_LOST,
        sentence: sentence.into(),
        place,
        caller: None,
    };
    let mut all = Vec::new();
    for (name, text) in files {
        for (line, code) in (1..).zip(text.lines().map(code_of)) {
            let sentence = match (is_pending(code), code.contains("noop")) {
                (_, true) => NOBODYS_WAKER,
                (true, _) => sentence,
                _ => continue,
            };
            let file = format!("{}/{name}", kata.exercise);
            all.push(found(Some(Place { file, line }), sentence));
        }
    }
    if all.is_empty() && certain {
        all.push(found(None, sentence));
    }
    all
}

const NOBODYS_WAKER: &str = "A waker that wakes nobody is made here. What is polled with it and is \
pending is never polled again: pass on the `Context` that your future was given";

/// A line without its comment and without anything if it only imports.
fn code_of(line: &str) -> &str {
    let code = line.split("//").next().unwrap_or_default();
    match code.trim_start().starts_with("use ") {
        true => "",
        false => code,
    }
}

/// Whether a line of Rust makes a future pending, as far as a look can tell.
fn is_pending(code: &str) -> bool {
    let matches_it = code.contains("Pending =>") || code.contains("matches!");
    (code.contains("Pending") && !matches_it) || code.contains("pending()")
}

/// The frame's place, if it is in the student's files.
fn place(kata: &Kata, frame: &Frame) -> Option<Place> {
    let at = frame.file.find(&format!("{}/", kata.exercise))?;
    (frame.line > 0).then(|| Place {
        file: frame.file[at..].to_string(),
        line: frame.line,
    })
}

/// Findings with their source lines; places of which the same is said share a sentence, and those in a
/// row that were called from the same line share that.
fn told_together(kata: &Kata, files: &Files, findings: &[Finding]) -> String {
    let mut text = String::new();
    for same in findings.chunk_by(|a, b| a.sentence == b.sentence) {
        let end = if same[0].place.is_some() { ":" } else { "." };
        text.push_str(&format!("{}{end}\n", same[0].sentence));
        for called in same.chunk_by(|a, b| a.caller == b.caller) {
            for place in called.iter().filter_map(|found| found.place.as_ref()) {
                text.push_str(&quoted(kata, files, "", place));
            }
            if let Some(caller) = &called[0].caller {
                text.push_str(&quoted(kata, files, "called at ", caller));
            }
        }
    }
    text.trim_end().to_string()
}

/// A place and what stands there; of an expression that goes on in the next line, how it begins.
fn quoted(kata: &Kata, files: &Files, how: &str, place: &Place) -> String {
    let Place { file, line } = place;
    let beginning = beginning(kata, files, place);
    let begins = Place {
        file: file.clone(),
        line: beginning,
    };
    let mut text = format!("  {how}{file}:{line}\n");
    let mut lines = vec![line_of(kata, files, place)];
    if beginning < *line {
        if beginning + 1 < *line {
            lines.insert(0, "…");
        }
        lines.insert(0, line_of(kata, files, &begins));
    }
    for line in lines {
        text.push_str(&format!("      {}\n", plain(line).trim()));
    }
    text
}

/// The line in which the expression begins that goes on in the line of `place` with `.await` or
/// another method.
fn beginning(kata: &Kata, files: &Files, place: &Place) -> u32 {
    let line_at = |line| {
        let file = place.file.clone();
        line_of(kata, files, &Place { file, line })
    };
    let depth = |line: &str| line.len() - line.trim_start().len();
    let goes_on = |line: &str| line.trim_start().starts_with(['.', ')', ']', '}']);
    let here = line_at(place.line);
    if !here.trim_start().starts_with('.') {
        return place.line;
    }
    let mut above = (1..place.line).rev();
    above
        .find(|&line| {
            let text = line_at(line);
            !text.trim().is_empty() && depth(text) <= depth(here) && !goes_on(text)
        })
        .unwrap_or(place.line)
}

/// The text of a line of the student's; empty if there is none.
fn line_of<'a>(kata: &Kata, files: &'a Files, place: &Place) -> &'a str {
    let inside = place.file.strip_prefix(&format!("{}/", kata.exercise));
    let source = inside.and_then(|name| files.get(name));
    let line = source.and_then(|text| text.lines().nth(place.line.saturating_sub(1) as usize));
    line.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_type_parameter_stands_for_is_no_part_of_a_path() {
        let path = "std::thread::spawn::<a::{closure#0}, fn(u8) -> b::C<D>>::inner";
        assert_eq!(without_generics(path), "std::thread::spawn::inner");
        let method = "<tokio::sync::Mutex<u8>>::lock";
        assert_eq!(without_generics(method), method);
    }
}
