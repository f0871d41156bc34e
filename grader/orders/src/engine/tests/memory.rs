//! What memory orderings allow, in the small programs that are known for it ("litmus tests"; the names are those of
//! herd7 and of Alglave, Maranget, Tautschnig, *Herding Cats*, 2014).

use super::{all_of, end_of, gives, results_of};
use crate::{
    cases::weak_memory,
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{
            AtomicBool, AtomicUsize,
            Ordering::{self, AcqRel, Acquire, Relaxed, Release, SeqCst},
            fence,
        },
        mpsc,
    },
    thread,
};
use kata_protocol::OrderEnd;

/// Two atomics, and the threads that use them.
#[derive(Default)]
struct Two {
    x: AtomicUsize,
    y: AtomicUsize,
}

fn two() -> Arc<Two> {
    weak_memory();
    Arc::default()
}

/// All results of a program.
fn results(program: fn()) -> Vec<Vec<usize>> {
    let (report, results) = results_of(program);
    assert!(report.is_complete);
    results
}

/// MP: a message behind a flag. What a reader can see is the flag and the message.
fn message(store: Ordering, load: Ordering) {
    let two = two();
    let writes = two.clone();
    let writer = thread::spawn(move || {
        writes.x.store(1, Relaxed);
        writes.y.store(1, store);
    });
    let flag = two.y.load(load);
    gives([flag, two.x.load(Relaxed)]);
    writer.join().unwrap();
}

const FLAG_WITHOUT_MESSAGE: [usize; 2] = [1, 0];

#[test]
fn a_message_needs_a_release_and_an_acquire() {
    let right: [fn(); 2] = [|| message(Release, Acquire), || message(SeqCst, SeqCst)];
    for program in right {
        assert_eq!(results(program), [vec![0, 0], vec![0, 1], vec![1, 1]]);
    }
    let wrong: [fn(); 3] = [
        || message(Relaxed, Relaxed),
        || message(Release, Relaxed),
        || message(Relaxed, Acquire),
    ];
    for program in wrong {
        assert!(results(program).contains(&FLAG_WITHOUT_MESSAGE.into()));
    }
}

#[test]
fn fences_do_it_as_well_and_one_alone_does_not() {
    fn with_fences(first: bool, second: bool) {
        let two = two();
        let writes = two.clone();
        let writer = thread::spawn(move || {
            writes.x.store(1, Relaxed);
            if first {
                fence(Release);
            }
            writes.y.store(1, Relaxed);
        });
        let flag = two.y.load(Relaxed);
        if second {
            fence(Acquire);
        }
        gives([flag, two.x.load(Relaxed)]);
        writer.join().unwrap();
    }
    let wrong = FLAG_WITHOUT_MESSAGE.to_vec();
    assert!(!results(|| with_fences(true, true)).contains(&wrong));
    assert!(results(|| with_fences(true, false)).contains(&wrong));
    assert!(results(|| with_fences(false, true)).contains(&wrong));
}

#[test]
fn a_flag_that_is_read_by_changing_it_to_what_it_is_is_right() {
    let wrong = FLAG_WITHOUT_MESSAGE.to_vec();
    let found = results(|| {
        weak_memory();
        let shared = Arc::new((AtomicUsize::new(0), AtomicBool::new(false)));
        let writes = shared.clone();
        let writer = thread::spawn(move || {
            writes.0.store(1, Relaxed);
            writes.1.fetch_or(true, AcqRel);
        });
        let flag = shared.1.fetch_or(false, AcqRel);
        gives([usize::from(flag), shared.0.load(Relaxed)]);
        writer.join().unwrap();
    });
    assert!(!found.contains(&wrong), "{found:?}");
}

/// SB: each writes one and looks at the other.
fn each_looks_at_the_other(store: Ordering, load: Ordering, with_fence: bool) {
    let two = two();
    let theirs = two.clone();
    let other = thread::spawn(move || {
        theirs.x.store(1, store);
        if with_fence {
            fence(SeqCst);
        }
        theirs.y.load(load)
    });
    two.y.store(1, store);
    if with_fence {
        fence(SeqCst);
    }
    let mine = two.x.load(load);
    gives([mine, other.join().unwrap()]);
}

#[test]
fn only_what_is_sequentially_consistent_keeps_both_from_missing_the_other() {
    let both_missed = vec![0, 0];
    assert!(results(|| each_looks_at_the_other(Relaxed, Relaxed, false)).contains(&both_missed));
    assert!(results(|| each_looks_at_the_other(Release, Acquire, false)).contains(&both_missed));
    assert!(!results(|| each_looks_at_the_other(SeqCst, SeqCst, false)).contains(&both_missed));
    assert!(!results(|| each_looks_at_the_other(Relaxed, Relaxed, true)).contains(&both_missed));
}

/// A flag that orders nothing does not become better by numbers that are sequentially consistent.
#[test]
fn numbers_in_sequence_behind_a_relaxed_flag_can_be_old() {
    fn numbers(flag_store: Ordering, flag_load: Ordering) {
        let two = two();
        let writes = two.clone();
        let writer = thread::spawn(move || {
            writes.x.store(1, SeqCst);
            writes.y.store(1, flag_store);
        });
        let flag = two.y.load(flag_load);
        gives([flag, two.x.load(SeqCst)]);
        writer.join().unwrap();
    }
    let wrong = FLAG_WITHOUT_MESSAGE.to_vec();
    assert!(results(|| numbers(Relaxed, Relaxed)).contains(&wrong));
    assert!(results(|| numbers(SeqCst, Relaxed)).contains(&wrong));
    assert!(results(|| numbers(Relaxed, SeqCst)).contains(&wrong));
    assert!(!results(|| numbers(SeqCst, SeqCst)).contains(&wrong));
    assert!(!results(|| numbers(Release, Acquire)).contains(&wrong));
}

/// CoRR: a value that has been seen is not followed by an older one.
#[test]
fn nobody_sees_one_atomic_go_back() {
    let found = results(|| {
        let two = two();
        let writes = two.clone();
        let writer = thread::spawn(move || {
            writes.x.store(1, Relaxed);
            writes.x.store(2, Relaxed);
        });
        gives([two.x.load(Relaxed), two.x.load(Relaxed)]);
        writer.join().unwrap();
    });
    assert!(found.iter().all(|seen| seen[0] <= seen[1]), "{found:?}");
    assert!(found.contains(&vec![0, 2]) && found.contains(&vec![1, 1]));
}

/// LB: nobody sees what is not yet written.
#[test]
fn no_value_comes_out_of_nowhere() {
    let found = results(|| {
        let two = two();
        let theirs = two.clone();
        let other = thread::spawn(move || {
            let seen = theirs.x.load(Relaxed);
            theirs.y.store(1, Relaxed);
            seen
        });
        let seen = two.y.load(Relaxed);
        two.x.store(1, Relaxed);
        gives([seen, other.join().unwrap()]);
    });
    assert!(!found.contains(&vec![1, 1]));
}

/// IRIW: two readers see two writes in different orders, unless there is one order of all.
#[test]
fn two_readers_need_not_agree() {
    fn readers(store: Ordering, load: Ordering) {
        let two = two();
        let write = |of: fn(&Two) -> &AtomicUsize| {
            let two = two.clone();
            thread::spawn(move || of(&two).store(1, store))
        };
        let writers = [write(|two| &two.x), write(|two| &two.y)];
        let theirs = two.clone();
        let other = thread::spawn(move || [theirs.y.load(load), theirs.x.load(load)]);
        let mine = [two.x.load(load), two.y.load(load)];
        let theirs = other.join().unwrap();
        gives([mine[0], mine[1], theirs[0], theirs[1]]);
        for writer in writers {
            writer.join().unwrap();
        }
    }
    let they_disagree = vec![1, 0, 1, 0];
    let allowed = results_of(|| readers(Release, Acquire)).1;
    assert!(allowed.contains(&they_disagree));
    let forbidden = results_of(|| readers(SeqCst, SeqCst)).1;
    assert!(!forbidden.contains(&they_disagree));
}

/// A change by a third thread between a release and an acquire keeps both together.
#[test]
fn a_release_goes_on_through_changes_and_ends_at_a_store() {
    fn third(changes: bool) {
        let two = two();
        let (first, second) = (two.clone(), two.clone());
        let writer = thread::spawn(move || {
            first.x.store(1, Relaxed);
            first.y.store(1, Release);
        });
        let other = thread::spawn(move || {
            if changes {
                second.y.fetch_add(1, Relaxed);
            } else if second.y.load(Relaxed) == 1 {
                second.y.store(2, Relaxed);
            }
        });
        let flag = two.y.load(Acquire);
        gives([flag, two.x.load(Relaxed)]);
        writer.join().unwrap();
        other.join().unwrap();
    }
    assert!(!results(|| third(true)).contains(&vec![2, 0]));
    assert!(results(|| third(false)).contains(&vec![2, 0]));
}

#[test]
fn locks_cells_channels_and_threads_keep_what_was_before_them() {
    let ordered: [fn(); 4] = [
        || {
            let two = two();
            let lock = Arc::new(Mutex::new(false));
            let (writes, sets) = (two.clone(), lock.clone());
            let writer = thread::spawn(move || {
                writes.x.store(1, Relaxed);
                *sets.lock().unwrap() = true;
            });
            if *lock.lock().unwrap() {
                assert_eq!(two.x.load(Relaxed), 1);
            }
            writer.join().unwrap();
            assert_eq!(two.x.load(Relaxed), 1);
        },
        || {
            let two = two();
            let cell = Arc::new(OnceLock::new());
            let (writes, sets) = (two.clone(), cell.clone());
            let writer = thread::spawn(move || {
                writes.x.store(1, Relaxed);
                sets.set(()).unwrap();
            });
            if cell.get().is_some() {
                assert_eq!(two.x.load(Relaxed), 1);
            }
            writer.join().unwrap();
        },
        || {
            let two = two();
            let (sender, receiver) = mpsc::channel();
            let writes = two.clone();
            let writer = thread::spawn(move || {
                writes.x.store(1, Relaxed);
                sender.send(()).unwrap();
            });
            receiver.recv().unwrap();
            assert_eq!(two.x.load(Relaxed), 1);
            writer.join().unwrap();
        },
        || {
            let two = two();
            two.x.store(1, Relaxed);
            let reads = two.clone();
            let reader = thread::spawn(move || {
                assert_eq!(reads.x.load(Relaxed), 1);
                thread::park();
                assert_eq!(reads.y.load(Relaxed), 1);
            });
            two.y.store(1, Relaxed);
            reader.thread().unpark();
            let _may_be_woken_for_nothing = reader.join();
        },
    ];
    for program in ordered {
        all_of(program);
    }
}

#[test]
fn who_waits_for_a_flag_sees_it_in_the_end() {
    all_of(|| {
        let two = two();
        let writes = two.clone();
        let writer = thread::spawn(move || writes.x.store(1, Relaxed));
        while two.x.load(Relaxed) == 0 {
            thread::yield_now();
        }
        writer.join().unwrap();
    });
}

#[test]
fn an_exchange_that_may_fail_for_nothing_needs_a_loop() {
    let (end, _) = end_of(|| {
        let number = AtomicUsize::new(0);
        let exchanged = number.compare_exchange_weak(0, 1, SeqCst, SeqCst);
        assert_eq!(exchanged, Ok(0));
    });
    assert_eq!(end, OrderEnd::Panicked);
    all_of(|| {
        let number = AtomicUsize::new(0);
        while number.compare_exchange_weak(0, 1, SeqCst, SeqCst).is_err() {}
        assert_eq!(number.into_inner(), 1);
    });
}
