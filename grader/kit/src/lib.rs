//! What the hidden checks of the katas are written with.
//!
//! A kata's `checks.rs` is a list of ordinary functions. Each one with a doc comment is a check:
//! the doc comment is the promise, in one sentence, that a student reads when it breaks.
//!
//! ```no_run
//! # mod my_kata { pub async fn slowest(_: Vec<std::pin::Pin<Box<dyn Future<Output = u32>>>>) -> u32 { 3 } }
//! use kata_kit::{Timeline, assert_same, ms};
//! use my_kata as k;
//!
//! /// The value of the slowest future is returned at the moment it ends.
//! /// Points: 2
//! async fn waits_for_the_slowest() {
//!     let timeline = Timeline::start();
//!     let value = k::slowest(vec![
//!         Box::pin(timeline.work("quick", ms(10), 1)),
//!         Box::pin(timeline.work("slow", ms(90), 3)),
//!     ])
//!     .await;
//!     timeline.returned();
//!     assert_same("the value", value, 3, "The first to end is not the slowest.");
//!     assert_same(
//!         "the time",
//!         timeline.returned_at(),
//!         Some(ms(90)),
//!         "Awaiting one future after the other adds their times up.",
//!     );
//! }
//! # fn main() {}
//! ```
//!
//! # The four forms of a check
//!
//! | written as | runs |
//! |---|---|
//! | `async fn name()` | on the clock of its `kata.toml`, on a current-thread runtime |
//! | `fn name()` | on a plain thread, no runtime; it may call [`paused`], [`real`] or [`real_with_workers`] |
//! | `fn name(program: Program)` | beside the student's binary, which [`Program`] starts; it must not call the student's library |
//! | a function without a doc comment | not a check but a helper |
//!
//! Each check runs in a process of its own, in the order written, and fails by panicking. Its
//! assertions say what was *observed* on the first line and name the *misconception* on the lines
//! below; [`assert_same`], [`assert_that`], [`assert_within`] and [`call`] write both that way.
//!
//! # What to measure with
//!
//! - [`Timeline`]: what ran when, what was cancelled, how far it got; draws the picture.
//! - [`Gauge`]: how many were inside at once.
//! - [`Rendezvous`]: proves on the real clock that things happen at the same time.
//! - [`Turnstile`] and [`linger`]: let two threads meet as closely as they can, again and again.
//! - [`Background`]: work on a thread of its own, which is not waited for without a limit. No check needs a
//!   limit of its own for what correct code does at once: [`PATIENCE`] is the kit's, and
//!   [`wait_until`] has it too.
//! - [`Wakes`]: how often the waker was called of a future that the check polls by hand.
//! - [`io`]: readers and writers with a script.
//! - [`cpu_time`] and, on a busy machine, [`involuntary_context_switches`]: show a thread that spins where it
//!   should sleep.
//!
//! # What to try a promise with
//!
//! A promise holds for every input that the signature allows, so a check tries more than one example:
//!
//! - [`sizes`]: none, one, two, eleven, a hundred. [`texts`] and [`errors`]: several lines, spaces at the ends,
//!   causes. [`runtimes`]: both flavours. [`in_a_task`]: not only in the check's own future.
//! - [`drop_points`] with [`dropped_after`]: a future that is dropped before, between and after its polls;
//!   [`drop_while_unwinding`].
//! - [`cases`]: everything else, for example equal items, the greatest value, an hour.
//!
//! Each of these is an iterator, and a failure begins with the name of the case it is at.
//!
//! # Calls that hang or panic
//!
//! - [`call`] limits a call of the student's async code, and explains a panic of it instead of only showing it;
//!   [`caught_call`] is for code that is not async.
//! - [`assert_polled_at_most`] stops a loop that goes round without waiting for anything.
//! - The watchdog needs no call: a check that is not done within `time_limit_s` of its `kata.toml`
//!   is reported as timed out, from a thread of its own, with the timeline so far and the line of the
//!   student's where it waits. A [`hang_hint`] tells it which misconception a hang would be a sign of, as
//!   long as its guard lives. On the paused clock [`assert_within`] says so without waiting, and
//!   [`try_within`] lets the check say what it has seen.
//!
//! # Threads in every order
//!
//! A promise about threads that meet belongs into an `orders.rs`, whose checks are run in every order of their
//! threads. The docs of `kata-orders` say how to write one, and what is explored and what is not.
//!
//! # Rules that keep a check honest
//!
//! - Name the student's crate (`use wait_for_first as k;`), never glob-import it: a macro or a type
//!   of theirs could shadow yours. Compare std types, never with a `PartialEq` of theirs.
//! - On the real clock assert order and overlap, never durations.
//! - Check what is promised and nothing else.
//!
//! # Inside the kit
//!
//! Each module uses only those above it.
//!
//! | module | what it is for |
//! |---|---|
//! | `sys` | calls into the operating system: all unsafe code |
//! | `output` | futures without their outputs, so that little of the kit is compiled in every check |
//! | `sorted` | lists in order |
//! | `io`, `measure` | what checks put around and beside the student's code |
//! | `hang` | samples of futures, tasks and threads that do not come to their end |
//! | `case` | which case of a check is being tried |
//! | `clock` | the runtimes of checks, whose futures and tasks can be sampled |
//! | `report` | the process of a check: its panics, and its one signed outcome |
//! | `assert`, `program` | what ends a check that fails; the student's binary |
//! | `input` | what a promise is tried with |
//! | `instances` | generic functions that are compiled here for most checks |
//! | [`harness`] | the `main` of a check, and of a student's program that hung |

pub mod harness;
pub mod io;

mod assert;
mod case;
mod clock;
mod hang;
mod input;
mod instances;
mod measure;
mod output;
mod program;
mod report;
mod sorted;
mod sys;

pub use assert::{
    Call, Panicked, Shown, assert_polled_at_most, assert_same, assert_that, assert_within, call,
    caught_call, in_words, try_within,
};
pub use clock::{ms, paused, real, real_with_workers, spawn, spawn_local};
pub use hang::{HangHint, hang_hint, sample_threads};
pub use harness::hang_probe;
pub use input::{
    Cases, CheckRuntime, SampleError, cases, drop_points, drop_while_unwinding, dropped_after,
    errors, in_a_task, runtimes, sizes, sizes_from, texts,
};
pub use instances::instances;
pub use measure::{
    Background, Gauge, Inside, PATIENCE, Rendezvous, Span, TICK, Timeline, Turnstile, Wakes,
    join_all, linger, wait_until,
};
pub use program::{Program, Run};
pub use sorted::sorted;
pub use sys::{cpu_time, involuntary_context_switches, voluntary_context_switches};
pub use {anyhow, assert_cmd, futures, predicates, tokio};
