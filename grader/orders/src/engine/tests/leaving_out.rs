//! Orders that differ in nothing are left out, and all others are run.

use super::{explore, gives, results_of};
use crate::{
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    thread,
};
use kata_protocol::OrderEnd;

/// Each of two threads adds three times to a number of its own, and then once to one that both share.
fn mostly_apart() {
    let shared = Arc::new(AtomicUsize::new(1));
    let work = |factor| {
        let shared = shared.clone();
        move || {
            let own = AtomicUsize::new(0);
            for _ in 0..6 {
                own.fetch_add(1, SeqCst);
            }
            let now = shared.load(SeqCst);
            shared.store(now * factor + own.load(SeqCst), SeqCst);
        }
    };
    let other = thread::spawn(work(2));
    work(3)();
    other.join().unwrap();
    gives([shared.load(SeqCst)]);
}

#[test]
fn few_orders_are_left_of_threads_that_hardly_meet() {
    let (report, results) = results_of(mostly_apart);
    assert!(report.is_complete && report.leaves_out, "{report:?}");
    // Load and store of both have four orders that differ, and some are not known to be the same. In all it are
    // more than 10,000.
    assert!((4..30).contains(&report.tried), "{report:?}");
    // One after the other, in both orders, and both with what was there first.
    for result in [(6 + 2) * 3 + 6, (6 + 3) * 2 + 6, 6 + 2, 6 + 3] {
        assert!(results.contains(&vec![result]), "{result}: {results:?}");
    }
}

#[test]
fn a_failure_that_only_few_orders_have_is_found_among_those_that_differ() {
    let (report, text) = explore(|| {
        let shared = Arc::new((Mutex::new(Vec::new()), Condvar::new()));
        let work = |name: usize| {
            let shared = shared.clone();
            move || {
                for round in 0..3 {
                    shared.0.lock().unwrap().push(name * 10 + round);
                    shared.1.notify_all();
                }
            }
        };
        let other = thread::spawn(work(1));
        work(0)();
        other.join().unwrap();
        let order = shared.0.lock().unwrap().clone();
        assert_ne!(order, [10, 0, 11, 1, 2, 12], "this order");
    });
    let failing = report.failing.expect("it is found");
    assert_eq!(failing.end, OrderEnd::Panicked);
    assert!(text.contains("this order"));
}

#[test]
fn it_is_never_said_that_all_were_run_when_they_were_not() {
    let (report, _) = explore(|| {
        let shared = Arc::new(AtomicUsize::new(1));
        let work = |factor| {
            let shared = shared.clone();
            move || {
                for _ in 0..5 {
                    let now = shared.load(SeqCst);
                    shared.store((now * factor) % 1000, SeqCst);
                }
            }
        };
        let others = [2, 3].map(|factor| thread::spawn(work(factor)));
        for other in others {
            other.join().unwrap();
        }
    });
    assert!(
        !report.is_complete && !report.leaves_out && report.tried > 5_000,
        "{report:?}"
    );
}
