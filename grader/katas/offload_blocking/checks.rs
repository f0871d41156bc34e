//! Hidden checks of `offload_blocking`.

use kata_kit::{Rendezvous, assert_same, assert_that, call, hang_hint, ms};
use offload_blocking as k;
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    thread::{self, ThreadId},
    time::Instant,
};
use tokio::time::sleep;

const HANGS: &str = "Something is waited for that never comes. A call that panics does not get to the line that would send its result; a channel ends only when every sender is gone, the one you cloned from included; and on a current-thread runtime a `block_on`, or `recv` of a std channel, blocks the thread that everything else needs.";
const IN_TURN: &str = "The calls ran one after the other. Start all of them before you wait for the first: `spawn_blocking(…).await` in a loop does not, nor does one thread that goes through the list.";
const LIMITED: &str =
    "All calls run at the same time, however many there are and however few cores the machine has.";
const BLOCKED: &str = "The runtime's only thread was kept busy, so nothing else could run. Neither the calls nor the waiting may block it: `join` on a thread, `recv` of a std channel and `block_on` do; await a handle instead.";

fn inputs(n: u8) -> Vec<Vec<u8>> {
    (0..n).map(|number| vec![number; 3]).collect()
}

// What the student's future gives, an error as its text. A panic that comes through is explained.
async fn outcome<F>(inputs: Vec<Vec<u8>>, slow: F) -> Result<Vec<u64>, String>
where
    F: Fn(&[u8]) -> u64 + Send + Sync + 'static,
{
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
    let call = call("`digest_all` itself", k::digest_all(inputs, slow));
    let result = call.explain_if(why).await;
    result.map_err(|error| format!("{error:#}"))
}

/// The slow function never runs on the runtime's thread.
/// Points: 2
async fn slow_runs_on_other_threads() {
    const ON_THE_RUNTIME: &str = "`slow` ran on the runtime's thread, which it blocks. Calling it in an async block, or in a task, does not change that: `tokio::spawn` is for futures, `spawn_blocking` is for such a call.";
    let runtime = thread::current().id();
    let seen: Arc<Mutex<Vec<ThreadId>>> = Arc::default();
    let threads = seen.clone();
    let result = outcome(inputs(3), move |_| {
        threads.lock().unwrap().push(thread::current().id());
        1
    })
    .await;
    let seen = seen.lock().unwrap();
    let at_home = seen.iter().filter(|id| **id == runtime).count();
    assert_that(
        at_home == 0,
        &format!(
            "{at_home} of {} calls ran on the runtime's thread.",
            seen.len()
        ),
        ON_THE_RUNTIME,
    );
    assert_same(
        "how often `slow` was called for three inputs",
        seen.len(),
        3,
        "`slow` is called once for each input.",
    );
    assert_same(
        "the result",
        result,
        Ok(vec![1, 1, 1]),
        "There is a result for each input.",
    );
}

/// All calls run at the same time.
/// Points: 2
async fn all_calls_run_at_the_same_time() {
    let rendezvous = Rendezvous::of(32);
    let inside = rendezvous.clone();
    let result = outcome(inputs(32), move |_| u64::from(inside.arrive())).await;
    let came = rendezvous.arrived();
    assert_that(
        came >= 32 && result.as_ref().is_ok_and(|met| !met.contains(&0)),
        &format!("Of 32 calls only {came} were running at the same time."),
        if came <= 1 { IN_TURN } else { LIMITED },
    );
    assert_same(
        "how many results came",
        result.map(|met| met.len()),
        Ok(32),
        "There is a result for each input.",
    );
}

/// Another task of the same runtime makes progress meanwhile.
/// Points: 2
async fn other_tasks_make_progress_meanwhile() {
    let (ticks, starved) = (
        Arc::new(AtomicUsize::new(0)),
        Arc::new(AtomicBool::new(false)),
    );
    let counted = ticks.clone();
    let sibling = tokio::spawn(async move {
        loop {
            sleep(ms(1)).await;
            counted.fetch_add(1, SeqCst);
        }
    });
    // A call ends when the sibling has ticked five times since its beginning. Being patient is for a
    // busy machine; whoever blocks the runtime's thread waits in vain.
    let (seen, gave_up) = (ticks.clone(), starved.clone());
    let result = outcome(inputs(4), move |input| {
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
    assert_same(
        "the result",
        result,
        Ok(vec![3; 4]),
        "There is a result for each input.",
    );
}

/// The results come in the order of the inputs; no inputs give no results.
async fn results_come_in_the_order_of_the_inputs() {
    let inputs = vec![vec![5, 5], vec![4], vec![3, 3, 3], vec![], vec![1; 200]];
    // The later ones end earlier. That only makes a wrong answer show itself: nothing is asserted
    // about times.
    let result = outcome(inputs, |input: &[u8]| {
        thread::sleep(ms(match input.len() {
            2 => 120,
            1 => 90,
            3 => 60,
            0 => 30,
            _ => 0,
        }));
        input.iter().map(|byte| u64::from(*byte)).sum()
    })
    .await;
    assert_same(
        "the sums of the bytes of five inputs",
        result,
        Ok(vec![10, 4, 9, 0, 200]),
        "Results belong to the place of the input in the list, not to the order in which the calls ended.",
    );
    let none = outcome(Vec::new(), |_| 7).await;
    assert_same(
        "the result for no inputs",
        none,
        Ok(vec![]),
        "With nothing to do there is nothing to wait for, and nothing that could fail.",
    );
}

/// If a call panics, the result is an error.
/// Points: 2
async fn a_panic_becomes_an_error() {
    for place in 0..3 {
        let result = outcome(inputs(3), move |input| {
            if input[0] == place {
                panic!("the input is broken");
            }
            7
        })
        .await;
        assert_that(
            result.is_err(),
            &format!("The call for input number {place} panicked, but it returned {result:?}."),
            "A panic was lost: a call that panicked has no result, so neither leave it out nor put another value in its place.",
        );
    }
}
