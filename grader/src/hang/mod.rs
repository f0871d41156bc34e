//! Where a hung check waits, in the student's own file and words: pure, from what its process saw of
//! itself ([`kata_protocol::HangSamples`]) and what the addresses in that stand for.

mod code;
mod frames;
mod prune;
mod quote;
pub mod recording;
mod words;

pub use code::StudentCode;
pub use frames::Stacks;

use crate::result::Place;
use frames::Frame;
use kata_protocol::{SampleKind, StackSample};
use prune::{
    leave_out_block_on, leave_out_edges, leave_out_timers, tell_all_reasons, tell_loops_that_await,
    tell_what_others_do,
};
use quote::{arguments, function_around, line_of, told_together};
use std::collections::BTreeSet;
use words::{
    IN_A_BLOCK_ON, RANK_BUSY, RANK_LOST, RANK_PERHAPS, RANK_TASK, RANK_WAITS, RANK_WAKES_ITSELF,
    SOMEWHERE_IN_IT, blocked, busy, goes_round, waits, wakes_itself,
};

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

/// What the samples mean.
pub fn of(code: StudentCode<'_>, samples: &[StackSample], stacks: &Stacks) -> Diagnosis {
    // On a machine that is too busy to symbolize addresses, "nothing was seen" would not be true.
    if stacks.is_empty() && samples.iter().any(|seen| !seen.stack.is_empty()) {
        return Diagnosis::default();
    }
    let general = General::of(samples);
    let mut findings: Vec<Finding> = samples
        .iter()
        .filter_map(|seen| finding(code, seen.kind, &general, &stacks.of(&seen.stack)))
        .collect();
    let seen_waking = findings.iter().any(|found| found.rank == RANK_WAKES_ITSELF);
    // A future that wakes itself keeps its thread busy: that is the same thing seen twice.
    findings.retain(|found| !(seen_waking && found.rank == RANK_BUSY));
    leave_out_edges(code, &mut findings);
    leave_out_timers(&mut findings);
    leave_out_block_on(&mut findings);
    tell_loops_that_await(code, &mut findings);
    tell_what_others_do(&mut findings);
    let elsewhere = |seen: &StackSample| seen.kind == SampleKind::TaskWaitsElsewhere;
    if (samples.iter().any(elsewhere) && !general.spins)
        || !findings.iter().any(|found| found.rank <= RANK_WAITS)
    {
        findings.extend(lost_wake_up(code, samples));
    }
    let awaits = awaits_in_block_on(code, &findings);
    findings.extend(awaits);
    tell_all_reasons(&mut findings);
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
            false => told_together(code, &findings),
        },
    }
}

/// The `.await`s of futures that are written where the student's own `block_on` waits for them.
fn awaits_in_block_on(code: StudentCode<'_>, findings: &[Finding]) -> Vec<Finding> {
    let waiting = findings.iter().filter(|f| f.sentence == IN_A_BLOCK_ON);
    let places = waiting.filter_map(|found| found.place.as_ref());
    let lines = places.flat_map(|place| arguments(code, place));
    let awaits = lines.filter(|place| code_of(line_of(code, place)).contains(".await"));
    awaits
        .map(|place| Finding {
            rank: RANK_PERHAPS,
            sentence: SOMEWHERE_IN_IT.into(),
            place: Some(place),
            caller: None,
        })
        .collect()
}

const NOTHING: &str = "Nothing in your code was seen waiting: the check itself waits, for something that \
your code should have done by now.";

/// What all samples together say.
struct General {
    /// A thread computes all the time.
    spins: bool,
    /// A task is polled all the time.
    task_spins: bool,
    /// The check's own future could be polled once more: its thread is not stuck.
    own_comes_back: bool,
    /// The runtime could be asked for its tasks: no thread of it is stuck.
    tasks_come_back: bool,
}

impl General {
    fn of(samples: &[StackSample]) -> Self {
        let any = |kinds: &[SampleKind]| samples.iter().any(|seen| kinds.contains(&seen.kind));
        Self {
            spins: any(&[SampleKind::ThreadBusy]),
            task_spins: any(&[SampleKind::TaskSpins]),
            own_comes_back: any(&[
                SampleKind::FutureWaits,
                SampleKind::FutureWakesItself,
                SampleKind::LostWakeUp,
            ]),
            tasks_come_back: any(&[SampleKind::TaskWaits, SampleKind::TaskWaitsElsewhere]),
        }
    }
}

/// What one sighting says, if it leads through the student's code.
fn finding(
    code: StudentCode<'_>,
    kind: SampleKind,
    general: &General,
    stack: &[Frame],
) -> Option<Finding> {
    let at = stack.iter().position(|frame| frame.place(code).is_some())?;
    // The caller of a function is not where that function loops.
    if stack[..at].iter().any(|frame| frame.has_no_line(code)) {
        return None;
    }
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
    // Whether whoever drives this goes on to other work in between.
    let comes_back = match leads_through("multi_thread/worker") {
        true => general.tasks_come_back,
        false => leads_through("tokio/runtime/scheduler") && general.own_comes_back,
    };
    let (rank, sentence) = match kind {
        SampleKind::FutureWaits => waits("Your code", RANK_WAITS, &callees),
        // Which of the tasks that is cannot be told.
        SampleKind::TaskWaits if general.task_spins => {
            (RANK_TASK, "A task that your code spawned was last seen here".into())
        }
        SampleKind::TaskWaits => waits("A task that your code spawned", RANK_TASK, &callees),
        SampleKind::TaskSpins => (
            RANK_WAKES_ITSELF,
            "The task that your code spawned here is polled again and again, because something in it \
             wakes it each time, at once, in a busy loop"
                .into(),
        ),
        // It is one of those that are polled all the time.
        SampleKind::TaskWaitsElsewhere if general.spins => return None,
        SampleKind::TaskWaitsElsewhere => (
            RANK_TASK,
            "The task that your code spawned here waits for something that is not tokio's".into(),
        ),
        SampleKind::ThreadBusy if calls("task/yield") => waits("Your code", RANK_BUSY, &callees),
        // Now and then tokio wakes a task that has had its turn: only a loop gets that far.
        SampleKind::FutureWakesItself if calls("task/coop") => goes_round(),
        // What is awaited does the waking, not the student's own `poll`.
        SampleKind::FutureWakesItself if !callees.iter().all(|name| only_wakes(name)) => goes_round(),
        // A loop of this kind is seen in this very call, if it is looked at often enough.
        SampleKind::ThreadBusy if stack[..at].iter().any(Frame::is_a_wake) => {
            match callees.iter().all(|name| only_wakes(name)) {
                true => wakes_itself(),
                false => goes_round(),
            }
        }
        SampleKind::FutureWakesItself => wakes_itself(),
        SampleKind::LostWakeUp => return None,
        SampleKind::ThreadBusy if comes_back => goes_round(),
        SampleKind::ThreadBusy => busy(),
        // Where others need the core, a loop gets hardly any time.
        SampleKind::ThreadBlocked if calls("yield") || only_computes(&callees) => busy(),
        SampleKind::ThreadBlocked => blocked(&callees, &callers),
    };
    let place = stack[at].place(code)?;
    let function = function_around(code, &place);
    let caller = stack[at..]
        .iter()
        .filter_map(|frame| frame.place(code))
        .find(|caller| function_around(code, caller) != function);
    Some(Finding {
        rank,
        sentence,
        place: Some(place),
        caller,
    })
}

/// Whether nothing was called that could wait: whatever does ends in a system's part of std or mio.
fn only_computes(callees: &[String]) -> bool {
    let of_the_system = |name: &String| name.contains("/sys/") || name.contains("parking_lot");
    !callees.iter().any(of_the_system)
}

/// Whether a function is on the way from a call of a waker to the kit's, and not somebody's own.
fn only_wakes(callee: &str) -> bool {
    let on_the_way = ["core/", "alloc/", "std/", "kata_kit/", "backtrace/"];
    let path = callee.trim_start_matches(['/', '<']);
    callee.contains("wake") || on_the_way.iter().any(|start| path.starts_with(start))
}

/// A hand-written future that was pending although nothing would ever wake it. Where it returned cannot
/// be seen, so every `Pending` in the student's files is a candidate.
fn lost_wake_up(code: StudentCode<'_>, samples: &[StackSample]) -> Vec<Finding> {
    let is = |kind| samples.iter().any(|seen| seen.kind == kind);
    let certain = is(SampleKind::LostWakeUp);
    let sentence = if certain {
        "Your future returned `Pending` without keeping the waker it was given, and without calling it: \
         a lost wake-up, after which nobody polls it again"
    } else if is(SampleKind::TaskWaitsElsewhere) {
        "If it waits for this future of yours: that returned `Pending`, and its waker was not kept or \
         not called, a lost wake-up"
    } else if is(SampleKind::FutureWaits) {
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
    for (name, text) in code.files {
        for (line, text) in (1..).zip(text.lines().map(code_of)) {
            let sentence = if text.contains("noop") {
                NOBODYS_WAKER
            } else if is_never_ready(text) {
                NEVER_READY
            } else if is_pending(text) {
                sentence
            } else {
                continue;
            };
            let file = format!("{}/{name}", code.exercise);
            all.push(found(Some(Place { file, line }), sentence));
        }
    }
    // The certain mistake comes before what may be right.
    all.sort_by_key(|found| found.sentence != NOBODYS_WAKER);
    if all.is_empty() && certain {
        all.push(found(None, sentence));
    }
    all
}

const NEVER_READY: &str = "The future that `pending` makes is never ready, and what waits for it alone \
waits for ever";

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
    // What stands before the arrow is only looked for.
    let result = code.rsplit("=>").next().unwrap_or_default();
    result.contains("Pending") && !code.contains("matches!")
}

/// Whether a line calls `std::future::pending`.
fn is_never_ready(code: &str) -> bool {
    code.contains("pending()") || code.contains("pending::<")
}
