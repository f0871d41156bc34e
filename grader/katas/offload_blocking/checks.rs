//! Hidden checks of `offload_blocking`.

use kata_kit::{
    CheckRuntime, Rendezvous, assert_same, assert_that, call, cases, hang_hint, ms, real, runtimes,
    sizes_from, spawn,
};
use offload_blocking as k;
use std::{
    collections::HashSet,
    ops::Range,
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    thread::{self, ThreadId},
    time::Instant,
};
use tokio::{
    runtime::{Handle, RuntimeFlavor},
    task::JoinHandle,
    time::sleep,
};

const EACH: &str = "There is a result for each input.";
const BY_PLACE: &str = "Results belong to the place of the input in the list, not to the order in which the calls ended.";
const ONCE: &str = "`slow` is called once for each input, also if inputs are equal or empty.";
const HANGS: &str = "Something is waited for that never comes. A call that panics does not get to the line that would send its result. A channel ends only when every sender is gone, the one you cloned from included. And on a current-thread runtime a `block_on`, or `recv` of a std channel, blocks the thread that everything else needs.";
const IN_TURN: &str = "The calls ran one after the other. Start all of them before you wait for the first: `spawn_blocking(…).await` in a loop does not, nor does one thread that goes through the list.";
const LIMITED: &str =
    "All calls run at the same time, however many there are and however few cores the machine has.";
const BLOCKED: &str = "The runtime's only thread was kept busy, so nothing else could run. Neither the calls nor the waiting may block it: `join` on a thread, `recv` of a std channel and `block_on` do; await a handle instead.";

fn inputs(n: usize) -> Vec<Vec<u8>> {
    (0..n).map(|number| vec![number as u8; 3]).collect()
}

type Results = Result<Vec<u64>, String>;
type Slow = Box<dyn Fn(&[u8]) -> u64 + Send + Sync>;

// What the student's future gives, an error as its text. A panic that comes through is explained.
fn outcome(
    inputs: Vec<Vec<u8>>,
    slow: impl Fn(&[u8]) -> u64 + Send + Sync + 'static,
) -> impl Future<Output = Results> {
    boxed_outcome(inputs, Box::new(slow))
}

// With one type of closure for all: the student's function is compiled for each.
async fn boxed_outcome(inputs: Vec<Vec<u8>>, slow: Slow) -> Results {
    const CAME_THROUGH: &str = "If a call panics, the result must be an error: what you await or join gives an `Err` then; pass it on instead of unwrapping it, and do not run the calls in your own task.";
    const MULTI_ONLY: &str = "`block_in_place` needs a multi-thread runtime, and even there it stops its own task: give the call to another thread.";
    const NESTED: &str = "Inside async code nothing may block on a future: await it.";
    let _hint = hang_hint(HANGS);
    let why = |panic: &str| {
        if panic.contains("can call blocking only") {
            Some(MULTI_ONLY)
        } else if panic.contains("from within a runtime") {
            Some(NESTED)
        } else {
            Some(CAME_THROUGH)
        }
    };
    let slow = move |input: &[u8]| slow(input);
    let call = call("`digest_all` itself", k::digest_all(inputs, slow));
    let result = call.explain_if(why).await;
    result.map_err(|error| format!("{error:#}"))
}

fn expect_values(result: Results) -> Vec<u64> {
    result.unwrap_or_else(|error| {
        panic!("No call panicked, but it returned the error {error:?}.\nThere is a result for each input, however few and whatever they are.")
    })
}

// The thread of `block_on`, and those of the workers, if there are two.
async fn threads_of_the_runtime() -> HashSet<ThreadId> {
    let workers = Handle::current().metrics().num_workers();
    let threads = Arc::new(Mutex::new(HashSet::from([thread::current().id()])));
    if Handle::current().runtime_flavor() == RuntimeFlavor::MultiThread {
        // Each keeps its worker busy until all are there.
        let all = Rendezvous::of(workers);
        let visit = |_| {
            let (all, threads) = (all.clone(), threads.clone());
            spawn(async move {
                all.arrive();
                threads.lock().unwrap().insert(thread::current().id());
            })
        };
        for visit in (0..workers).map(visit).collect::<Vec<_>>() {
            let _ = visit.await;
        }
    }
    let threads = threads.lock().unwrap();
    threads.clone()
}

// How many inputs there are. The threads of a runtime's pool stay for a while, and those of two runtimes with a
// hundred each are more than a check may have.
fn sizes_on(runtime: CheckRuntime, least: usize) -> impl Iterator<Item = usize> {
    let most = match runtime {
        CheckRuntime::CurrentThread => 100,
        CheckRuntime::MultiThread => 11,
    };
    sizes_from(least, "input").take_while(move |n| *n <= most)
}

/// The slow function never runs on the runtime's thread.
/// Promises: 1, 2
/// Points: 2
fn slow_runs_on_other_threads() {
    for runtime in runtimes() {
        runtime.block_on(async {
            let threads = threads_of_the_runtime().await;
            for n in sizes_on(runtime, 1) {
                expect_other_threads(n, &threads).await;
            }
        });
    }
}

async fn expect_other_threads(n: usize, threads: &HashSet<ThreadId>) {
    const ON_THE_RUNTIME: &str = "`slow` ran on a thread of the runtime, which it blocks. Calling it in an async block, or in a task, does not change that, nor does `block_in_place`: `tokio::spawn` is for futures, `spawn_blocking` is for such a call.";
    let seen: Arc<Mutex<Vec<ThreadId>>> = Arc::default();
    let called = seen.clone();
    let result = outcome(inputs(n), move |_| {
        called.lock().unwrap().push(thread::current().id());
        1
    })
    .await;
    let seen = seen.lock().unwrap().clone();
    let at_home = seen.iter().filter(|id| threads.contains(id)).count();
    assert_that(
        at_home == 0,
        &format!(
            "{at_home} of {} calls ran on a thread of the runtime.",
            seen.len()
        ),
        ON_THE_RUNTIME,
    );
    assert_same("how often `slow` was called", seen.len(), n, ONCE);
    assert_same("the result", expect_values(result), vec![1; n], EACH);
}

/// All calls run at the same time.
/// Promises: 3
/// Points: 2
fn all_calls_run_at_the_same_time() {
    for runtime in runtimes() {
        runtime.block_on(async {
            for n in sizes_on(runtime, 1) {
                expect_to_meet(inputs(n)).await;
            }
            for inputs in cases([
                ("with equal inputs", vec![vec![7; 3]; 11]),
                ("with empty inputs", vec![vec![]; 11]),
            ]) {
                expect_to_meet(inputs).await;
            }
            for _ in cases([("with a second call while the first is in progress", ())]) {
                expect_two_calls_to_meet().await;
            }
        });
    }
}

// The calls wait for each other.
async fn expect_to_meet(inputs: Vec<Vec<u8>>) {
    let n = inputs.len();
    let rendezvous = Rendezvous::of(n);
    let inside = rendezvous.clone();
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = calls.clone();
    let result = outcome(inputs, move |_| {
        counted.fetch_add(1, SeqCst);
        u64::from(inside.arrive())
    })
    .await;
    let came = rendezvous.arrived();
    let met = result.as_ref().is_ok_and(|met| !met.contains(&0));
    let why = match came {
        _ if calls.load(SeqCst) < n => ONCE,
        1 => IN_TURN,
        _ => LIMITED,
    };
    assert_that(
        came >= n && (met || result.is_err()),
        &format!("Of {n} calls only {came} were running at the same time."),
        why,
    );
    assert_same(
        "how many results came",
        expect_values(result).len(),
        n,
        EACH,
    );
    assert_same("how often `slow` was called", came, n, ONCE);
}

async fn expect_two_calls_to_meet() {
    let all = Rendezvous::of(4);
    let (one, two) = (all.clone(), all.clone());
    let results = tokio::join!(
        outcome(inputs(2), move |_| one.arrive().into()),
        outcome(inputs(2), move |_| two.arrive().into()),
    );
    assert_that(
        results == (Ok(vec![1; 2]), Ok(vec![1; 2])),
        &format!(
            "With two calls for two inputs each, only {} calls of `slow` were running at the same time.",
            all.arrived()
        ),
        "A call waited for another one. A lock, or another place that all calls share, is in the way.",
    );
}

/// Another task of the same runtime makes progress meanwhile.
/// Promises: 4
/// Points: 2
fn other_tasks_make_progress_meanwhile() {
    for runtime in runtimes() {
        for n in cases([("with one input", 1), ("with four inputs", 4)]) {
            runtime.block_on(expect_a_ticking_sibling(n));
        }
    }
}

async fn expect_a_ticking_sibling(n: usize) {
    let (ticks, starved) = (
        Arc::new(AtomicUsize::new(0)),
        Arc::new(AtomicBool::new(false)),
    );
    let counted = ticks.clone();
    let sibling: JoinHandle<()> = spawn(async move {
        loop {
            sleep(ms(1)).await;
            counted.fetch_add(1, SeqCst);
        }
    });
    // A call ends when the sibling has ticked five times since its beginning. Being patient is for a
    // busy machine; whoever blocks the runtime's thread waits in vain.
    let (seen, gave_up) = (ticks.clone(), starved.clone());
    let result = outcome(inputs(n), move |input| {
        let (begin, enough) = (Instant::now(), seen.load(SeqCst) + 5);
        while seen.load(SeqCst) < enough && !gave_up.load(SeqCst) {
            if begin.elapsed() > ms(3000) {
                gave_up.store(true, SeqCst);
            }
            thread::sleep(ms(1));
        }
        input.len() as u64
    })
    .await;
    sibling.abort();
    assert_that(
        !starved.load(SeqCst),
        &format!(
            "During three seconds of a call another task ticked {} times; it wants to tick every millisecond.",
            ticks.load(SeqCst)
        ),
        BLOCKED,
    );
    assert_same("the result", expect_values(result), vec![3; n], EACH);
}

// Lets calls end in the reverse order of their numbers: each waits for the one behind it.
#[derive(Clone)]
struct Backwards(Arc<(Mutex<usize>, Condvar)>);

impl Backwards {
    fn of(n: usize) -> Self {
        Self(Arc::new((Mutex::new(n), Condvar::new())))
    }

    // In a wrong answer not all may be running: then nobody waits for ever.
    fn wait_for_those_behind(&self, number: usize) {
        let (left, changed) = &*self.0;
        let now = left.lock().unwrap();
        let waiting = changed.wait_timeout_while(now, ms(500), |left| *left > number + 1);
        let (mut left, _) = waiting.unwrap();
        *left = number;
        changed.notify_all();
    }
}

/// The results come in the order of the inputs; no inputs give no results.
/// Promises: 5, 7
fn results_come_in_the_order_of_the_inputs() {
    for runtime in runtimes() {
        runtime.block_on(async {
            for n in sizes_on(runtime, 0) {
                expect_results_in_order(n).await;
            }
        });
    }
    for inputs in cases([(
        "with inputs of none, one and a million bytes",
        vec![vec![], vec![5], vec![1; 1_000_000], vec![5], vec![]],
    )]) {
        let length = |input: &[u8]| input.len() as u64;
        let results = expect_values(real(outcome(inputs, length)));
        let promised = vec![0, 1, 1_000_000, 1, 0];
        assert_same("the lengths of the inputs", results, promised, BY_PLACE);
    }
    for result in cases([
        ("with the greatest result", u64::MAX),
        ("with the least result", 0),
    ]) {
        assert_same(
            "the result",
            real(outcome(inputs(3), move |_| result)),
            Ok(vec![result; 3]),
            "A result may be any number: none of them stands for a failure.",
        );
    }
}

async fn expect_results_in_order(n: usize) {
    const NOTHING: &str =
        "With nothing to do there is nothing to wait for, and nothing that could fail.";
    let backwards = Backwards::of(n);
    let slow = move |input: &[u8]| {
        backwards.wait_for_those_behind(input[0].into());
        input.iter().map(|byte| u64::from(*byte)).sum()
    };
    let result = outcome(inputs(n), slow).await;
    if n == 0 {
        assert_same("the result", result, Ok(vec![]), NOTHING);
        return;
    }
    let results = expect_values(result);
    let promised: Vec<u64> = (0..n as u64).map(|number| 3 * number).collect();
    let why = if results.len() == n { BY_PLACE } else { EACH };
    assert_same("the sums of the bytes", results, promised, why);
}

/// If a call panics, the result is an error.
/// Promises: 6
/// Points: 2
fn a_panic_becomes_an_error() {
    for runtime in runtimes() {
        runtime.block_on(async {
            for (n, panics) in cases([
                ("with the only call panicking", (1, 0..1)),
                ("with the first of three calls panicking", (3, 0..1)),
                ("with the second of three calls panicking", (3, 1..2)),
                ("with the last of three calls panicking", (3, 2..3)),
                ("with all of three calls panicking", (3, 0..3)),
                ("with the last of 40 calls panicking", (40, 39..40)),
            ]) {
                expect_an_error(n, panics).await;
            }
        });
    }
}

async fn expect_an_error(n: usize, panics: Range<u8>) {
    let slow = move |input: &[u8]| {
        assert!(!panics.contains(&input[0]), "the input is broken");
        7
    };
    let result = outcome(inputs(n), slow).await;
    assert_that(
        result.is_err(),
        &format!("A call panicked, but it returned {result:?}."),
        "A panic was lost: a call that panicked has no result, so neither leave it out nor put another value in its place.",
    );
}
