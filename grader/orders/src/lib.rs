//! Replaces `std` under a student's unmodified file, so that a small program of two or three threads is run in
//! every order in which its threads can be interleaved.
//!
//! The grader compiles the student's crate, and the kata's `orders.rs`, with `--extern std=<this library>`. Whatever
//! shares or waits has a stand-in here: `sync`, `sync::atomic`, `sync::mpsc`, `thread`, `hint`, `time::Instant`,
//! `thread_local!`. All else is the real `std`.
//!
//! # How to write a check
//!
//! A check in `orders.rs` is a plain `fn name()` with the doc comment of every check. It is a small program of two or
//! three threads, in ordinary code, that says nothing about who goes first, and asserts what holds in every order:
//!
//! ```ignore
//! use kata_kit::assert_that;
//! use kata_orders::Wakes;
//! use one_shot_event as k;
//! use std::{future::Future as _, pin::pin, task::Context, thread};
//!
//! /// However a poll and a `fire` meet on two threads, no wake is lost.
//! fn no_wake_is_lost() {
//!     let (trigger, event) = k::event();
//!     let (mut event, wakes) = (pin!(event), Wakes::new());
//!     let other = thread::spawn(move || trigger.fire());
//!     while event.as_mut().poll(&mut Context::from_waker(&wakes.waker())).is_pending() {
//!         assert_that(wakes.wait_for_one(), "The waker was not called.", "A wake was lost.");
//!     }
//!     other.join().unwrap();
//! }
//! ```
//!
//! - The program is small: each further operation of a thread multiplies the orders. `one_of` tries one value after
//!   the other, which only adds them up.
//! - All threads are joined, so that an order is over when the check returns; or the check calls `ends_with_main`.
//! - What a check only notes for itself, as a count, comes from `real_std`: then it is no step. Results of threads are
//!   cheaper in slots under `thread::scope` than by joining one after the other.
//! - `threads_left` says how many threads of the program have not ended.
//! - `Wakes` makes wakers whose calls are steps, and waits for a wake as long as somebody can still go on.
//! - `may_stop` says that a thread may be stopped for ever in the middle of a call. It shows that nobody waits for it.
//! - `weak_memory` lets loads of atomics give older values, as far as their memory orderings allow it.
//! - What the kit shares or waits with (`Background`, `Gauge`, its own `Wakes`) has the real `std` and is not for
//!   these checks; assertions are.
//! - A plain check must use all of the API that `orders.rs` uses, because a changed signature is told by that one.
//!
//! # How it works
//!
//! The threads of the program are coroutines on one thread of the system. Before each operation
//! that another thread could notice, a thread stops, and the search chooses who goes on. A thread that waits is
//! chosen only when what it waits for is there, so there are no orders that differ only in vain attempts.
//!
//! `search` goes depth first through all choices. If that is not done after 1,000 orders, it begins again and leaves out
//! orders that differ only in the places of steps which have nothing in common, up to 20,000 orders. If that is not
//! done either, 5,000 more are drawn with fixed seeds, and the report says that there are more. Everything is a function
//! of the program: the same orders come in the same sequence, on one core or many. An order that fails ends the
//! search. It is run once more to the letter, this time with a stack for each step.
//!
//! # What is explored
//!
//! - Every interleaving of those operations, as if there was one memory (sequential consistency), or with
//!   `weak_memory` what the orderings allow beyond that: see `engine::memory`, which also says what it leaves out.
//! - A `Condvar`, `park` or `compare_exchange_weak` that returns for nothing: once in an order.
//! - A limit on a wait (`wait_timeout`, `park_timeout`, `recv_timeout`) is over only when nobody else can go on. Time
//!   is virtual. `sleep` and `yield_now` let the others go first and order nothing.
//! - If any `try_lock` or `may_stop` is called, giving a lock back is a step of its own, so that it can be seen held.
//! - A thread that unwinds from a panic is like any other, but for the main thread: its panic ends the check.
//! - What an answer takes from `core::sync` or waits for with `futures::executor::block_on` has a stand-in, too.
//!
//! # What is not
//!
//! - tokio and futures keep the real `std`: what they do is one step that is never cut in two.
//! - `Arc`, `Weak` and `Waker` are the real ones, and no steps: `upgrade`, `strong_count` and who drops the last `Arc`
//!   come with the step before.
//! - A `static` keeps its value from one order to the next. If a program does not do the same when its threads are run
//!   in the same order (because of that, of random numbers or of a `HashMap` that is iterated over), the report says
//!   that not all orders were run.
//! - What blocks for real, and a thread that a library has started, cannot be followed: the check fails. Before
//!   that, it is tried once more with wakers whose calls are no steps, because some libraries call them
//!   while they hold a lock of the real `std`.
//!
//! # Inside
//!
//! | module | what it is for |
//! |---|---|
//! | `engine::coroutine` | the threads of the program, on one thread of the system |
//! | `engine::program` | who waits for what |
//! | `engine::shared` | what threads share: each stand-in does its operations through one of these |
//! | `engine::footprint` | what a step has touched |
//! | `engine::memory` | which values a load can give |
//! | `engine::sequence` | the order of all operations with `SeqCst` |
//! | `engine::choices` | which choice comes next: depth first, at random, or as before |
//! | `engine::scheduler` | who goes on |
//! | `engine::search` | runs the program in one order after the other |
//! | all others | the stand-ins |
#![cfg(feature = "engine")]

pub use ::std::*;

/// The real `std`, for what a check notes for itself: its operations are no steps, and multiply no orders.
pub use ::std as real_std;

mod cases;
mod engine;
pub mod hint;
mod local;
pub mod panic;
mod print;
pub mod sync;
pub mod thread;
pub mod time;
mod wakes;

pub use cases::{ends_with_main, may_stop, one_of, threads_left, weak_memory};

#[doc(hidden)]
pub use engine::search::prints;
pub use engine::search::{Harness, search};
pub use wakes::Wakes;
