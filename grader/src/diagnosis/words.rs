//! What it is called where a check hangs, and how likely that is the cause.

pub(super) const RANK_BLOCKED: u8 = 0;
pub(super) const RANK_BUSY: u8 = 1;
pub(super) const RANK_WAKES_ITSELF: u8 = 2;
pub(super) const RANK_WAITS: u8 = 3;
pub(super) const RANK_TASK: u8 = 4;
pub(super) const RANK_LOST: u8 = 5;
pub(super) const RANK_THREAD: u8 = 6;
pub(super) const RANK_JOINS: u8 = 7;
pub(super) const RANK_PERHAPS: u8 = 8;

pub(super) fn wakes_itself() -> (u8, String) {
    let sentence = "In a busy loop your future calls its own waker here while it is being polled, so it \
                    is polled again at once, and again";
    (RANK_WAKES_ITSELF, sentence.into())
}

pub(super) const COMPUTES: &str = "Your code computes here without an end and never waits";

pub(super) fn busy() -> (u8, String) {
    (RANK_BUSY, COMPUTES.into())
}

pub(super) const GOES_ROUND: &str = "In a busy loop your code comes here again and again: what it awaits is ready \
each time, or wakes it at once, so it never really waits";

pub(super) fn goes_round() -> (u8, String) {
    (RANK_BUSY, GOES_ROUND.into())
}

pub(super) fn waits(who: &str, rank: u8, callees: &[String]) -> (u8, String) {
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
const AWAITED: [(&[&str], &str); 18] = [
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
    (&["tcp/listener"], "somebody to connect"),
    (&["/io/"], "bytes that nobody sends or takes"),
];

/// Parts of names in the stack of a blocked thread, and what it does; the first of which all fit.
const BLOCKING: [(&[&str], &str); 16] = [
    (
        &["blocking/shutdown"],
        "where a runtime is dropped, which waits for its blocking jobs",
    ),
    (&["/block_on"], "in a `block_on`"),
    (
        &["sync/watch"],
        "at a `watch` channel of which somebody holds a `borrow`",
    ),
    (&["parking_lot"], "at a lock that is locked already"),
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
    (&["thread/scoped"], FOR_A_SCOPED_THREAD),
    (&["/join"], FOR_A_THREAD),
    (&["park"], "in `std::thread::park`, and nobody unparks it"),
    (&["/accept"], "in a blocking `accept`, and nobody connects"),
    (&["/read"], "in a blocking read"),
    (&["/write"], "in a blocking write"),
];

pub(super) const FOR_A_TIMER: &str = "waits here for a timer";

pub(super) const IN_A_BLOCK_ON: &str =
    "Your code waits here in a `block_on`, for a future that does not end";

/// Said of the `.await`s of such a future.
pub(super) const SOMEWHERE_IN_IT: &str = "In a runtime of your own it cannot be seen at which \
`.await` that is. Look at what each of them waits for";

const FOR_A_THREAD: &str = "for a thread that does not end";
const FOR_A_SCOPED_THREAD: &str = "for a scoped thread that does not end";

fn meaning_of(table: &[(&[&str], &'static str)], callees: &[String]) -> Option<&'static str> {
    let leads_through = |part: &&str| callees.iter().any(|name| name.contains(part));
    let fits = |(parts, _): &&(&[&str], &str)| parts.iter().all(leads_through);
    table.iter().find(fits).map(|(_, meaning)| *meaning)
}

/// What a thread means that is in `callees`, where `callers` have led.
pub(super) fn blocked(callees: &[String], callers: &[String]) -> (u8, String) {
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
    match leads_through("hidden/") || leads_through("kata_kit/harness/hang_probe") {
        // Outside of a runtime this is how one waits for a future.
        true if calls("/block_on") && !calls("blocking/shutdown") => {
            (RANK_WAITS, IN_A_BLOCK_ON.into())
        }
        true => {
            let sentence = format!("The thread that called your code is blocked here, {what}");
            // What that thread does is likelier the cause, wherever it is known.
            let joins = what == FOR_A_THREAD || what == FOR_A_SCOPED_THREAD;
            (if joins { RANK_JOINS } else { RANK_BLOCKED }, sentence)
        }
        false => (RANK_THREAD, format!("A thread is blocked here, {what}")),
    }
}
