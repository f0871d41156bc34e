use super::{super::frame::symbolize, *};
use crate::{hang::cause::Rank, submission::Files};
use kata_protocol::{StackSample, Symbol, SymbolTable};

const EXERCISE: &str = "exercises/01_a/01_b";
const SOURCE: &str = "fn inner() {\n    wait()\n}\n\nfn outer() {\n    inner()\n}\n";

/// The cause that a sample has whose stack leads from `callers` through the student's code to `callees`;
/// `others` are the kinds of the other samples.
fn cause(
    kind: SampleKind,
    callees: &[&'static str],
    callers: &[&'static str],
    others: &[SampleKind],
) -> Option<Cause> {
    let student = ("b::inner", format!("{EXERCISE}/src/lib.rs"), 2);
    let library = |path: &&'static str| (*path, String::new(), 0);
    let stack = callees.iter().map(library);
    let stack = stack.chain([student]).chain(callers.iter().map(library));
    found(kind, stack.collect(), others).map(|found| found.cause)
}

fn found(
    kind: SampleKind,
    stack: Vec<(&str, String, u32)>,
    others: &[SampleKind],
) -> Option<Finding> {
    let files = Files::from([("src/lib.rs".into(), SOURCE.into())]);
    let code = StudentCode {
        exercise: EXERCISE,
        files: &files,
    };
    let symbols = stack.into_iter().map(|(function, file, line)| Symbol {
        function: function.into(),
        file,
        line,
    });
    let symbols = SymbolTable([("program+1".to_string(), symbols.collect())].into());
    let sample = |kind| StackSample {
        kind,
        stack: vec!["program+1".into()],
    };
    let kinds = [kind].into_iter().chain(others.iter().copied());
    let samples: Vec<StackSample> = kinds.map(sample).collect();
    let stack = symbolize(&samples[0], &symbols);
    classify(code, kind, &stack, &Overview::of(&samples))
}

const RUNTIME: [&str; 1] = ["tokio::runtime::scheduler::current_thread::block_on"];
const WORKER: [&str; 2] = [
    "tokio::runtime::scheduler::multi_thread::worker::run",
    "tokio::runtime::blocking::pool::run",
];
const BLOCKING_POOL: [&str; 1] = ["tokio::runtime::blocking::pool::run"];
const INLINED_POOL: [&str; 2] = [
    "tokio::runtime::blocking::task::BlockingTask::poll",
    "tokio::runtime::task::UnownedTask::run",
];
const CHECK: [&str; 1] = ["kata_kit::program::run"];
const MUTEX: [&str; 2] = [
    "std::sys::sync::mutex::lock",
    "std::sync::mutex::Mutex::lock",
];

#[test]
fn a_future_waits_for_what_has_kept_its_waker() {
    let waits = |party, for_what| Some(Cause::Waits { party, for_what });
    for (callee, for_what) in [
        (
            "tokio::sync::oneshot::Receiver::poll",
            vec![Awaited::Answer],
        ),
        ("tokio::time::sleep::Sleep::poll", vec![Awaited::Timer]),
        ("somebody::elses::Future::poll", vec![]),
    ] {
        let future = cause(SampleKind::FutureWaits, &[callee], &RUNTIME, &[]);
        assert_eq!(future, waits(Party::YourCode, for_what.clone()));
        let task = cause(SampleKind::TaskWaits, &[callee], &RUNTIME, &[]);
        assert_eq!(task, waits(Party::SpawnedTask, for_what));
    }
}

#[test]
fn what_is_made_of_something_else_is_known_by_its_own_name() {
    let callees = [
        "tokio::sync::batch_semaphore::Acquire::poll",
        "tokio::sync::mpsc::Sender::send",
    ];
    let send = cause(SampleKind::FutureWaits, &callees, &RUNTIME, &[]);
    let (party, for_what) = (Party::YourCode, vec![Awaited::Capacity]);
    assert_eq!(send, Some(Cause::Waits { party, for_what }));
}

#[test]
fn a_future_that_yields_gives_way() {
    let party = Party::YourCode;
    for kind in [SampleKind::FutureWaits, SampleKind::ThreadBusy] {
        let cause = cause(kind, &["tokio::task::yield_now"], &RUNTIME, &[]);
        assert_eq!(cause, Some(Cause::GivesWay { party }));
    }
}

#[test]
fn a_future_wakes_itself_unless_a_library_does_it() {
    let kind = SampleKind::FutureWakesItself;
    let wake = "core::task::wake::Waker::wake_by_ref";
    let own = cause(kind, &[wake], &RUNTIME, &[]);
    assert_eq!(own, Some(Cause::WakesItself));
    for library in ["tokio::task::coop::poll_proceed", "futures_util::poll"] {
        let loops = cause(kind, &[wake, library], &RUNTIME, &[]);
        assert_eq!(loops, Some(Cause::BusyLoop { awaits: true }));
    }
}

#[test]
fn a_lost_wake_up_is_at_no_place_that_was_seen() {
    assert_eq!(cause(SampleKind::LostWakeUp, &[], &RUNTIME, &[]), None);
}

#[test]
fn which_task_spins_is_known_by_where_it_was_spawned() {
    let spins = cause(SampleKind::TaskSpins, &[], &[], &[]);
    assert_eq!(spins, Some(Cause::TaskWakesItself));
    let beside = [SampleKind::TaskSpins];
    let any_task = cause(SampleKind::TaskWaits, &["tokio::time::sleep"], &[], &beside);
    assert_eq!(any_task, Some(Cause::TaskLastSeen));
}

#[test]
fn a_task_waits_elsewhere_unless_a_thread_is_busy() {
    let kind = SampleKind::TaskWaitsElsewhere;
    let waits = cause(kind, &[], &[], &[]);
    assert_eq!(waits, Some(Cause::TaskWaitsElsewhere));
    assert_eq!(cause(kind, &[], &[], &[SampleKind::ThreadBusy]), None);
}

#[test]
fn a_blocked_thread_is_judged_by_what_it_is_for() {
    for (callers, thread, rank) in [
        (&RUNTIME[..], BlockedThread::Runtime, Rank::BlocksOthers),
        (&WORKER[..], BlockedThread::Runtime, Rank::BlocksOthers),
        (&CHECK[..], BlockedThread::Caller, Rank::BlocksOthers),
        (
            &BLOCKING_POOL[..],
            BlockedThread::Spawned,
            Rank::ThreadWaits,
        ),
        (&INLINED_POOL[..], BlockedThread::Spawned, Rank::ThreadWaits),
        (&[], BlockedThread::Spawned, Rank::ThreadWaits),
    ] {
        let primitive = Primitive::Mutex;
        let blocked = cause(SampleKind::ThreadBlocked, &MUTEX, callers, &[]);
        assert_eq!(blocked, Some(Cause::BlockedOn { thread, primitive }));
        assert_eq!(blocked.map(|cause| cause.rank()), Some(rank));
    }
}

#[test]
fn a_thread_that_waits_for_an_initializer_is_told_from_one_in_it() {
    let once = [
        "std::sys::sync::once::futex::Once::call",
        "std::sync::once_lock::OnceLock::get_or_init",
    ];
    let within = [&MUTEX[..], &once[..]].concat();
    for (callees, primitive) in [
        (&once[..], Primitive::OnceLock),
        (&within[..], Primitive::Mutex),
    ] {
        let thread = BlockedThread::Spawned;
        let blocked = cause(SampleKind::ThreadBlocked, callees, &[], &[]);
        assert_eq!(blocked, Some(Cause::BlockedOn { thread, primitive }));
    }
}

#[test]
fn only_synchronous_code_waits_in_a_block_on() {
    let callees = [
        "std::sys::futex::wait",
        "futures_executor::local_pool::block_on",
    ];
    let outside = cause(SampleKind::ThreadBlocked, &callees, &CHECK, &[]);
    assert_eq!(outside, Some(Cause::InBlockOn));
    let inside = cause(SampleKind::ThreadBlocked, &callees, &RUNTIME, &[]);
    assert!(matches!(inside, Some(Cause::BlockedOn { .. })));
}

#[test]
fn a_thread_that_has_called_nothing_that_blocks_computes() {
    for callees in [&[][..], &["std::thread::yield_now"]] {
        for kind in [SampleKind::ThreadBlocked, SampleKind::ThreadBusy] {
            let computes = cause(kind, callees, &CHECK, &[]);
            assert_eq!(computes, Some(Cause::BusyLoop { awaits: false }));
        }
    }
}

#[test]
fn a_busy_thread_awaits_if_its_runtime_could_be_asked() {
    for (callers, other, awaits) in [
        (&RUNTIME[..], SampleKind::FutureWaits, true),
        (&RUNTIME[..], SampleKind::TaskWaits, false),
        (&WORKER[..], SampleKind::TaskWaits, true),
        (&WORKER[..], SampleKind::FutureWaits, false),
    ] {
        let busy = cause(SampleKind::ThreadBusy, &[], callers, &[other]);
        assert_eq!(busy, Some(Cause::BusyLoop { awaits }));
    }
}

#[test]
fn a_busy_thread_that_calls_a_waker_wakes_itself() {
    let wake = cause(
        SampleKind::ThreadBusy,
        &["core::task::Waker::wake"],
        &[],
        &[],
    );
    assert_eq!(wake, Some(Cause::WakesItself));
}

#[test]
fn the_innermost_line_is_shown_and_which_function_called_it() {
    let file = || format!("/somewhere/{EXERCISE}/src/lib.rs");
    let stack = vec![("b::inner", file(), 2), ("b::outer", file(), 6)];
    let found = found(SampleKind::ThreadBusy, stack, &[]).expect("it is the student's");
    assert_eq!(found.place.map(|place| place.line), Some(2));
    assert_eq!(found.caller.map(|place| place.line), Some(6));
}

#[test]
fn nothing_is_said_of_other_files_and_of_code_without_a_line() {
    let other = vec![("core::hint", "library/core/src/hint.rs".into(), 2)];
    assert_eq!(found(SampleKind::ThreadBusy, other, &[]), None);
    let file = || format!("{EXERCISE}/src/lib.rs");
    let stack = vec![("b::inner", file(), 0), ("b::outer", file(), 6)];
    assert_eq!(found(SampleKind::ThreadBusy, stack, &[]), None);
}
