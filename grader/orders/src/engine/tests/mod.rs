//! Small programs, right and wrong, in all their orders.

mod leaving_out;
mod memory;
mod stopping;

use super::search::{self, Task};
use crate::{
    sync::{
        Arc, Condvar, Mutex, OnceLock, RwLock,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
        mpsc,
    },
    thread,
};
use ::std::{
    cell::RefCell,
    collections::BTreeSet,
    mem,
    sync::{Mutex as RealMutex, Once, mpsc as real_mpsc},
    time::Duration,
};
use kata_protocol::{OrderEnd, OrdersReport};

type Sent = (OrdersReport, String);

/// Searches one at a time, because the end of each is told through this.
static ENDS: RealMutex<Option<real_mpsc::Sender<Sent>>> = RealMutex::new(None);
static TURN: RealMutex<()> = RealMutex::new(());

fn explore(program: fn()) -> Sent {
    static HOOK: Once = Once::new();
    HOOK.call_once(search::note_panics);
    end_of_search(move |harness| search::run(Task::new(program, harness), LIMIT))
}

const LIMIT: Duration = Duration::from_secs(20);

/// What a search tells its harness.
fn end_of_search(search: impl FnOnce(search::Harness) + Send + 'static) -> Sent {
    let _turn = TURN.lock().unwrap_or_else(|error| error.into_inner());
    let (ends, end) = real_mpsc::channel();
    *ENDS.lock().unwrap() = Some(ends);
    let harness: search::Harness = (
        || vec!["here".into()],
        |report, text| {
            if let Some(ends) = ENDS.lock().unwrap().take() {
                let _ = ends.send((report, text));
            }
            loop {
                ::std::thread::park();
            }
        },
    );
    ::std::thread::spawn(move || search(harness));
    end.recv_timeout(Duration::from_secs(30))
        .expect("the search ends")
}

/// What a program gives in the orders that were run, none of which fails.
fn results_of(program: fn()) -> (OrdersReport, Vec<Vec<usize>>) {
    static TURN: RealMutex<()> = RealMutex::new(());
    let _turn = TURN.lock().unwrap_or_else(|error| error.into_inner());
    RESULTS.lock().unwrap().clear();
    let (report, text) = explore(program);
    assert_eq!(report.failing, None, "{text}");
    let results = mem::take(&mut *RESULTS.lock().unwrap());
    (report, results.into_iter().collect())
}

static RESULTS: RealMutex<BTreeSet<Vec<usize>>> = RealMutex::new(BTreeSet::new());

/// What the program gives in this order.
fn gives<const COUNT: usize>(result: [usize; COUNT]) {
    RESULTS.lock().unwrap().insert(result.into());
}

fn all_of(program: fn()) -> u64 {
    let (report, text) = explore(program);
    assert_eq!(report.failing, None, "{text}");
    assert!(report.is_complete);
    report.tried
}

fn end_of(program: fn()) -> (OrderEnd, String) {
    let (report, text) = explore(program);
    let failing = report.failing.expect("an order fails");
    assert!(!failing.steps.is_empty(), "it was run once more");
    (failing.end, text)
}

#[test]
fn two_threads_with_two_steps_each_have_six_orders() {
    let tried = all_of(|| {
        let number = Arc::new(AtomicUsize::new(0));
        let adds = number.clone();
        let other = thread::spawn(move || {
            adds.fetch_add(1, SeqCst);
            adds.fetch_add(1, SeqCst);
        });
        number.fetch_add(1, SeqCst);
        number.fetch_add(1, SeqCst);
        other.join().unwrap();
    });
    assert_eq!(tried, 6);
}

#[test]
fn an_addition_in_two_steps_loses_a_number() {
    let (end, text) = end_of(|| {
        let number = Arc::new(AtomicUsize::new(0));
        let adds = number.clone();
        let other = thread::spawn(move || adds.store(adds.load(SeqCst) + 1, SeqCst));
        number.store(number.load(SeqCst) + 1, SeqCst);
        other.join().unwrap();
        assert_eq!(number.load(SeqCst), 2, "one is lost");
    });
    assert_eq!(end, OrderEnd::Panicked);
    assert!(text.contains("one is lost"), "{text}");
}

#[test]
fn a_lock_keeps_numbers_together() {
    all_of(|| {
        let number = Mutex::new(0);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| *number.lock().unwrap() += 1);
            }
        });
        assert_eq!(*number.lock().unwrap(), 2);
    });
}

#[test]
fn two_locks_in_both_orders_are_a_deadlock() {
    let (end, _) = end_of(|| {
        let locks = Arc::new((Mutex::new(()), Mutex::new(())));
        let theirs = locks.clone();
        let other = thread::spawn(move || {
            let _second = theirs.1.lock();
            let _first = theirs.0.lock();
        });
        let first = locks.0.lock();
        let second = locks.1.lock();
        drop((first, second));
        other.join().unwrap();
    });
    assert_eq!(end, OrderEnd::Deadlock);
}

fn wait_with(waits: fn(&Mutex<bool>, &Condvar), sets: fn(&Mutex<bool>, &Condvar)) {
    let shared = (Mutex::new(false), Condvar::new());
    thread::scope(|scope| {
        scope.spawn(|| sets(&shared.0, &shared.1));
        waits(&shared.0, &shared.1);
    });
}

fn set(flag: &Mutex<bool>, condition: &Condvar) {
    *flag.lock().unwrap() = true;
    condition.notify_one();
}

#[test]
fn a_condition_in_a_loop_is_right_and_one_without_is_not() {
    all_of(|| {
        let waits = |flag: &Mutex<bool>, condition: &Condvar| {
            let set = condition.wait_while(flag.lock().unwrap(), |set| !*set);
            assert!(*set.unwrap());
        };
        wait_with(waits, set);
    });
    let (end, text) = end_of(|| {
        let waits = |flag: &Mutex<bool>, condition: &Condvar| {
            let mut set = flag.lock().unwrap();
            if !*set {
                set = condition.wait(set).unwrap();
            }
            assert!(*set, "woken for nothing");
        };
        wait_with(waits, set);
    });
    assert_eq!(end, OrderEnd::Panicked);
    assert!(text.contains("woken for nothing"), "{text}");
}

#[test]
fn a_notification_between_the_look_and_the_wait_is_lost() {
    let (end, _) = end_of(|| {
        let flag = Arc::new(AtomicBool::new(false));
        let shared = Arc::new((Mutex::new(()), Condvar::new()));
        let (sets, theirs) = (flag.clone(), shared.clone());
        let other = thread::spawn(move || {
            sets.store(true, SeqCst);
            theirs.1.notify_one();
        });
        let mut guard = shared.0.lock().unwrap();
        while !flag.load(SeqCst) {
            guard = shared.1.wait(guard).unwrap();
        }
        drop(guard);
        other.join().unwrap();
    });
    assert_eq!(end, OrderEnd::Deadlock);
}

#[test]
fn a_lock_that_somebody_holds_for_a_moment_can_be_seen_held() {
    let (end, _) = end_of(|| {
        let number = Arc::new(Mutex::new(0));
        let theirs = number.clone();
        let other = thread::spawn(move || *theirs.lock().unwrap() += 1);
        let mine = number.try_lock().map(|mut number| *number += 1);
        assert!(mine.is_ok(), "it is held");
        other.join().unwrap();
    });
    assert_eq!(end, OrderEnd::Panicked);
}

#[test]
fn a_spin_that_gives_way_ends_and_one_that_nobody_ends_is_told() {
    all_of(|| {
        let flag = Arc::new(AtomicBool::new(false));
        let sets = flag.clone();
        let other = thread::spawn(move || sets.store(true, SeqCst));
        while !flag.load(SeqCst) {
            crate::hint::spin_loop();
        }
        other.join().unwrap();
    });
    let (end, _) = end_of(|| while !AtomicBool::new(false).load(SeqCst) {});
    assert_eq!(end, OrderEnd::Spins);
}

#[test]
fn parking_needs_a_flag_and_a_loop() {
    all_of(|| {
        let flag = Arc::new(AtomicBool::new(false));
        let (sets, parked) = (flag.clone(), thread::current());
        let other = thread::spawn(move || {
            sets.store(true, SeqCst);
            parked.unpark();
        });
        while !flag.load(SeqCst) {
            thread::park();
        }
        other.join().unwrap();
    });
    let (end, text) = end_of(|| {
        let flag = Arc::new(AtomicBool::new(false));
        let (sets, parked) = (flag.clone(), thread::current());
        thread::spawn(move || {
            sets.store(true, SeqCst);
            parked.unpark();
        });
        thread::park();
        assert!(flag.load(SeqCst), "a stray return");
    });
    assert_eq!(end, OrderEnd::Panicked);
    assert!(text.contains("a stray return"), "{text}");
}

#[test]
fn channels_cells_and_read_locks_do_what_those_of_std_do() {
    all_of(|| {
        let (sender, receiver) = mpsc::sync_channel(1);
        let other = thread::spawn(move || {
            for number in 0..2 {
                sender.send(number).unwrap();
            }
        });
        assert_eq!(receiver.iter().collect::<Vec<i32>>(), [0, 1]);
        other.join().unwrap();
    });
    all_of(|| {
        let (sender, receiver) = mpsc::sync_channel(0);
        let other = thread::spawn(move || sender.send(7));
        assert_eq!(receiver.recv(), Ok(7));
        assert_eq!(other.join().unwrap(), Ok(()));
        assert!(receiver.recv().is_err());
    });
    all_of(|| {
        let cell = OnceLock::new();
        thread::scope(|scope| {
            scope.spawn(|| cell.set(1).is_ok());
            let mine = *cell.get_or_init(|| 2);
            assert_eq!(cell.get(), Some(&mine));
        });
    });
    all_of(|| {
        let lock = RwLock::new(0);
        thread::scope(|scope| {
            scope.spawn(|| *lock.write().unwrap() += 1);
            let read = *lock.read().unwrap();
            assert!(read < 2);
        });
        assert_eq!(lock.into_inner().unwrap(), 1);
    });
}

#[test]
fn a_thread_that_panics_tells_the_one_who_joins_it_and_poisons_its_lock() {
    all_of(|| {
        let lock = Arc::new(Mutex::new(0));
        let theirs = lock.clone();
        let other = thread::spawn(move || {
            let _guard = theirs.lock();
            panic!("on purpose");
        });
        assert!(other.join().is_err());
        assert!(lock.lock().is_err());
    });
}

#[test]
fn each_thread_has_its_own_locals() {
    crate::thread_local! {
        static NUMBER: RefCell<usize> = const { RefCell::new(0) };
    }
    all_of(|| {
        let add = || {
            NUMBER.with_borrow_mut(|number| *number += 1);
            thread::yield_now();
            assert_eq!(NUMBER.with_borrow(|number| *number), 1);
        };
        let other = thread::spawn(add);
        add();
        other.join().unwrap();
    });
}

#[test]
fn a_limit_on_a_wait_is_over_when_nobody_else_can_go_on() {
    all_of(|| {
        let (sender, receiver) = mpsc::channel::<u8>();
        let limit = Duration::from_secs(3600);
        assert!(receiver.recv_timeout(limit).is_err());
        drop(sender);
    });
}
