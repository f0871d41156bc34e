//! Threads that are stopped for ever, that unwind, and that block for real.

use super::{LIMIT, all_of, end_of, end_of_search, search};
use crate::{
    cases::{ends_with_main, may_stop, threads_left},
    panic,
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    thread,
};
use kata_protocol::OrderEnd;

#[test]
fn who_waits_for_a_thread_that_was_stopped_is_found_out() {
    let (end, _) = end_of(|| {
        let lock = Arc::new(Mutex::new(0));
        let writes = lock.clone();
        thread::spawn(move || {
            may_stop(|| *writes.lock().unwrap() += 1);
        });
        let _read = *lock.lock().unwrap();
    });
    assert_eq!(end, OrderEnd::WaitsForStopped);
}

#[test]
fn who_does_not_wait_comes_to_its_end() {
    let tried = all_of(|| {
        let cell = Arc::new(OnceLock::new());
        let number = Arc::new(AtomicUsize::new(0));
        let (sets, adds) = (cell.clone(), number.clone());
        thread::spawn(move || {
            may_stop(|| {
                adds.store(1, SeqCst);
                let _ = sets.set(1);
            });
        });
        if cell.get().is_some() {
            assert_eq!(number.load(SeqCst), 1);
        }
    });
    assert!(tried > 3);
}

#[test]
fn a_thread_that_unwinds_waits_like_any_other() {
    all_of(|| {
        let lock = Arc::new(Mutex::new(0));
        struct Adds(Arc<Mutex<i32>>);
        impl Drop for Adds {
            fn drop(&mut self) {
                assert!(thread::panicking());
                *self.0.lock().unwrap() += 1;
            }
        }
        let adds = Adds(lock.clone());
        let other = thread::spawn(move || {
            let _adds = adds;
            panic!("on purpose");
        });
        {
            let mut guard = lock.lock().unwrap();
            assert!(!thread::panicking());
            *guard += 1;
            thread::yield_now();
            *guard += 1;
        }
        assert!(other.join().is_err());
        assert_eq!(*lock.lock().unwrap(), 3, "no guard has poisoned the lock");
    });
}

#[test]
fn a_panic_that_is_caught_is_over() {
    all_of(|| {
        let work = || {
            let caught = panic::catch_unwind(|| panic!("on purpose"));
            assert!(caught.is_err());
            assert!(!thread::panicking());
        };
        let other = thread::spawn(work);
        work();
        other.join().unwrap();
    });
}

#[test]
fn what_blocks_for_real_is_told_and_is_no_proof() {
    let check = || {
        let (_sender, receiver) = std::sync::mpsc::channel::<()>();
        let _never = receiver.recv();
    };
    let (report, _) =
        end_of_search(move |harness| search::search(check, harness, LIMIT, false, None));
    let failing = report.failing.expect("it is told");
    assert_eq!(failing.end, OrderEnd::Blocks);
    assert!(!report.is_complete);
}

#[test]
fn what_is_left_at_the_end_of_main_can_be_left_out() {
    let tried = all_of(|| {
        ends_with_main();
        thread::spawn(|| {
            loop {
                thread::park_timeout(LIMIT);
            }
        });
        assert_eq!(threads_left(), 1);
    });
    assert!(tried > 0);
}
