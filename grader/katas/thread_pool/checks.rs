//! Hidden checks of `thread_pool`.

use kata_kit::{
    Background, PATIENCE, Rendezvous, assert_same, assert_that, cases, drop_while_unwinding,
    hang_hint, in_words, sample_threads, sizes, sizes_from, texts,
};
use std::{
    cell::Cell,
    panic::resume_unwind,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
        mpsc,
    },
    thread,
    time::Duration,
};
use thread_pool as k;

const HANGS: &str = "Somebody waits for ever: a thread for a job that is there, `wait` for a value that was not sent, or whoever drops the pool for threads that nobody has told to end.";
const TOO_FEW: &str = "A pool of so many threads does so many jobs at the same time. No lock may be held while a job runs: in `while let Ok(job) = receiver.lock().unwrap().recv() { job() }` the guard lives until the closing brace.";
const TOO_MANY: &str = "A pool does not do more jobs at the same time than it has threads: the others wait in its queue.";
// Time enough for a thread that should not be there.
const A_MOMENT: Duration = Duration::from_millis(100);

const OWN: &str =
    "Each pool has its own threads and its own queue. What is `static` belongs to all of them.";
const IN_ORDER: &str = "What was given first is taken first: put jobs in at one end of one queue, and take them out at the other.";
const ONE_QUEUE: &str = "One thread was free, and still a job that was given did not begin. All threads take from one queue: a job that was dealt to a thread beforehand waits for it, whoever else is free.";
const VALUE: &str = "`wait` gives the value of its own job, whenever it is called.";
const TEXT: &str = "The payload of a panic is a `Box<dyn Any + Send>`: `downcast_ref` it to `&str`, which a literal leaves, and to `String`, which a formatted text leaves. Give this text alone, as it is.";
const SURVIVES: &str = "A job that panics takes its thread with it, unless `catch_unwind` is around the job. After as many panics as threads nobody is left to do the next job.";
const AGAIN: &str = "Jobs may give jobs: no lock may be held while a job runs, and the queue takes any number without waiting.";
const ALL_DONE: &str = "What was given to the pool is done, whether somebody waits for it or not, and whether the pool is being dropped or not. `drop` closes the queue and joins the threads; they go home when it is closed *and* empty.";
const NOT_WANTED: &str = "The `Job` is only the way to the value. If it is dropped, the work is done all the same, and it is no error, and above all no panic, that nobody takes the value.";
const TOO_EARLY: &str =
    "Dropping the pool waits until everything has been done: join the threads in `drop`.";
const UNWINDING: &str = "A panic drops the pool as well, and then it waits in the same way.";

fn new_pool(threads: usize) -> k::Pool {
    let new: fn(usize) -> k::Pool = k::Pool::new;
    new(threads)
}

// Gives `work` in a box: what the student does with it is compiled for every type of it, and for every `T`.
fn run<T: Send + 'static>(pool: &k::Pool, work: impl FnOnce() -> T + Send + 'static) -> k::Job<T> {
    let boxed: Box<dyn FnOnce() -> T + Send> = Box::new(work);
    pool.run(boxed)
}

fn ended<T>(job: k::Job<T>) -> Result<T, String> {
    let wait: fn(k::Job<T>) -> Result<T, k::Panicked> = k::Job::wait;
    wait(job).map_err(|k::Panicked(text)| text)
}

fn value<T>(job: k::Job<T>) -> T {
    match ended(job) {
        Ok(value) => value,
        Err(text) => panic!("`wait` says that a job has panicked with {text:?}, but it has not."),
    }
}

// Keeps jobs inside until it is opened. A closed one that is dropped is open.
struct Gate {
    opens: Vec<mpsc::Sender<()>>,
}

impl Gate {
    // Gives a job that is inside when this returns.
    fn keeps_one_inside(&mut self, pool: &k::Pool) {
        let (open, is_open) = mpsc::channel::<()>();
        let (enters, has_entered) = mpsc::channel();
        drop(run(pool, move || {
            let _ = enters.send(());
            let _ = is_open.recv();
        }));
        let entered = has_entered.recv_timeout(PATIENCE);
        let patience = in_words(PATIENCE);
        assert_that(
            entered.is_ok(),
            &format!("A job had not begun after {patience}, although a thread was free for it."),
            TOO_FEW,
        );
        self.opens.push(open);
    }

    fn new() -> Self {
        Self { opens: Vec::new() }
    }

    // Lets the one go that has been inside for the longest time.
    fn open_one(&mut self) {
        drop(self.opens.remove(0));
    }

    fn open(&mut self) {
        self.opens.clear();
    }
}

/// As many jobs are done at the same time as there are threads, and no more.
/// Promises: 1
/// Points: 2
fn as_many_at_once_as_threads() {
    let _hint = hang_hint(HANGS);
    for threads in sizes_from(1, "thread") {
        let pool = new_pool(threads);
        let mut gate = Gate::new();
        for _ in 0..threads {
            gate.keeps_one_inside(&pool);
        }
        let (begins, has_begun) = mpsc::channel();
        let one_more = run(&pool, move || {
            let _ = begins.send(());
        });
        let begun = has_begun.recv_timeout(A_MOMENT).is_ok();
        assert_that(
            !begun,
            &format!("{} jobs were being done at the same time.", threads + 1),
            TOO_MANY,
        );
        gate.open();
        value(one_more);
    }
    for threads in cases([
        ("with 2 threads, after a first job", 2),
        ("with 11 threads, after a first job", 11),
        ("with 100 threads, after a first job", 100),
    ]) {
        let pool = new_pool(threads);
        value(run(&pool, || ()));
        // Time for the thread that has done it to go to sleep.
        thread::sleep(A_MOMENT / 5);
        let meeting = Rendezvous::of(threads);
        let jobs: Vec<_> = (0..threads)
            .map(|_| {
                let meeting = meeting.clone();
                run(&pool, move || usize::from(meeting.arrive()))
            })
            .collect();
        let met: usize = jobs.into_iter().map(value).sum();
        let arrived = meeting.arrived();
        assert_that(
            met == threads,
            &format!("{threads} jobs were given, and {arrived} were done at the same time."),
            "Each job that comes needs a thread of its own, as long as there are some: a thread that was woken, and has not yet come, is not free for the next job.",
        );
    }
}

/// A pool that is busy, or gone, is nothing to another pool.
/// Promises: 1
fn each_pool_has_its_own_threads() {
    let _hint = hang_hint(OWN);
    for pools in sizes_from(2, "pool") {
        let mut gate = Gate::new();
        let busy: Vec<k::Pool> = (1..pools).map(|_| new_pool(1)).collect();
        for pool in &busy {
            gate.keeps_one_inside(pool);
        }
        let free = new_pool(1);
        assert_same(
            "the value of the free pool's job",
            value(free.run(|| 7_usize)),
            7,
            VALUE,
        );
        let dropped = Background::spawn(move || drop(free));
        assert_that(
            dropped.wait().is_some(),
            "A pool without jobs was dropped while others were busy, and waited.",
            OWN,
        );
        gate.open();
        for pool in &busy {
            assert_same(
                "the value of another pool's job",
                value(run(pool, || 8_usize)),
                8,
                VALUE,
            );
        }
    }
}

/// Jobs are taken in the order in which they were given, by whichever thread is free.
/// Promises: 2
/// Points: 2
fn jobs_are_taken_in_order() {
    let _hint = hang_hint(HANGS);
    for threads in cases([
        ("with one thread", 1),
        ("with 2 threads", 2),
        ("with 11 threads", 11),
    ]) {
        // One thread alone is free, so jobs begin as they are taken.
        let pool = new_pool(threads);
        let mut gate = Gate::new();
        for _ in 0..threads {
            gate.keeps_one_inside(&pool);
        }
        let begun: Arc<Mutex<Vec<usize>>> = Arc::default();
        let (last_ends, last_has_ended) = mpsc::channel();
        for number in 0..100 {
            let (begun, last_ends) = (begun.clone(), last_ends.clone());
            drop(run(&pool, move || {
                begun.lock().unwrap().push(number);
                let _ = last_ends.send(());
            }));
        }
        gate.open_one();
        for _ in 0..100 {
            let patience = in_words(PATIENCE);
            assert_that(
                last_has_ended.recv_timeout(PATIENCE).is_ok(),
                &format!(
                    "After {patience} only {} of 100 jobs had been done.",
                    begun.lock().unwrap().len()
                ),
                ONE_QUEUE,
            );
        }
        assert_same(
            "the jobs in the order in which they began",
            begun.lock().unwrap().clone(),
            (0..100).collect(),
            IN_ORDER,
        );
        gate.open();
    }
}

/// `wait` gives a job's value, whenever and wherever it is called.
/// Promises: 3, 4
/// Points: 2
fn wait_gives_the_value() {
    let _hint = hang_hint(HANGS);
    for count in sizes("job") {
        let pool = new_pool(2);
        let jobs = (0..count).map(|number| run(&pool, move || (number, vec![number; number])));
        let mut jobs: Vec<_> = jobs.collect();
        // The first three before the pool is gone, the others afterwards, the last one first.
        for (number, job) in jobs.drain(..count.min(3)).enumerate() {
            assert_same("a job's value", value(job).0, number, VALUE);
        }
        drop(pool);
        let numbers = (count.min(3)..count).rev();
        for (number, job) in numbers.zip(jobs.into_iter().rev()) {
            assert_same(
                "a job's value, once its pool was dropped",
                value(job),
                (number, vec![number; number]),
                VALUE,
            );
        }
    }
    let pool = new_pool(1);
    for text in texts() {
        let given = value(run(&pool, move || text.to_string()));
        assert_same("a text", &*given, text, VALUE);
    }
    value(run(&pool, || ()));
    let borrowed: &'static str = value(run(&pool, || "borrowed"));
    assert_same("a borrowed text", borrowed, "borrowed", VALUE);
    let inner: Result<u32, String> = value(run(&pool, || Err("no paper".to_string())));
    assert_same(
        "a value that is an `Err`",
        inner,
        Err("no paper".to_string()),
        "An error that a job returns is its value: the job has not panicked.",
    );

    let mut gate = Gate::new();
    gate.keeps_one_inside(&pool);
    // A `Cell` is `Send` and not `Sync`.
    let job = run(&pool, || Cell::new(7));
    let waiting = Background::spawn(move || value(job).get());
    match waiting.wait_a_moment() {
        Ok(early) => panic!("`wait` gave {early} before the job had begun.\n{VALUE}"),
        Err(waiting) => {
            gate.open();
            assert_same(
                "what `wait` gave another thread",
                waiting.wait(),
                Some(7),
                VALUE,
            );
        }
    }
}

/// If a job has panicked, `wait` gives the text of its panic exactly.
/// Promises: 5
/// Points: 2
fn a_panic_comes_as_its_text() {
    let _hint = hang_hint(HANGS);
    let pool = new_pool(2);
    let literal = ended(run(&pool, || -> usize { panic!("no paper") }));
    assert_same("of a literal panic", literal, Err("no paper".into()), TEXT);
    let number = 7;
    let formatted = ended(run(&pool, move || -> usize {
        panic!("no paper in tray {number}")
    }));
    let promised = Err("no paper in tray 7".into());
    assert_same("of a formatted panic", formatted, promised, TEXT);
    for text in texts() {
        let literal = ended(run(&pool, move || -> usize {
            resume_unwind(Box::new(text))
        }));
        assert_same("of a literal panic", literal, Err(text.into()), TEXT);
        let formatted = run(&pool, move || -> usize {
            resume_unwind(Box::new(text.to_string()))
        });
        assert_same(
            "of a formatted panic",
            ended(formatted),
            Err(text.into()),
            TEXT,
        );
    }
}

// Does `work` on another thread. If it is not done in time, the check fails.
fn in_time<T: Send + 'static>(why: &str, work: impl FnOnce() -> T + Send + 'static) -> T {
    Background::spawn(work).wait().unwrap_or_else(|| {
        sample_threads();
        let patience = in_words(PATIENCE);
        panic!("A job was given to the pool, and after {patience} `wait` had not returned.\n{why}")
    })
}

/// Jobs that panic cost the pool no thread.
/// Promises: 6
/// Points: 2
fn panics_cost_no_thread() {
    // Not more: an answer may start a thread anew for each job, and keep its handle.
    for threads in cases([
        ("with one thread", 1),
        ("with 2 threads", 2),
        ("with 11 threads", 11),
    ]) {
        let pool = new_pool(threads);
        let panics = |_| run(&pool, || -> usize { resume_unwind(Box::new("no paper")) });
        let jobs: Vec<_> = (0..2 * threads).map(panics).collect();
        // Of half of them nobody wants to hear.
        let ends: Vec<_> = in_time(SURVIVES, || {
            jobs.into_iter().step_by(2).map(ended).collect()
        });
        assert_same(
            "of jobs that panicked",
            ends,
            vec![Err("no paper".into()); threads],
            TEXT,
        );
        let meeting = Rendezvous::of(threads);
        let jobs: Vec<_> = (0..threads)
            .map(|_| {
                let meeting = meeting.clone();
                run(&pool, move || usize::from(meeting.arrive()))
            })
            .collect();
        let met: usize = in_time(SURVIVES, || jobs.into_iter().map(value).sum());
        let arrived = meeting.arrived();
        assert_that(
            met == threads,
            &format!(
                "After some panics, only {arrived} of {threads} jobs were done at the same time."
            ),
            SURVIVES,
        );
    }
}

/// A job gives jobs to its own pool, and waits for them where another thread is free.
/// Promises: 7
fn jobs_may_give_jobs() {
    for count in sizes_from(1, "further job") {
        let pool = pool_for_ever(1);
        let outer = run(pool, move || {
            let give = |number| run(pool, move || number);
            (0..count).map(give).collect::<Vec<_>>()
        });
        let values: Vec<usize> = in_time(AGAIN, || value(outer).into_iter().map(value).collect());
        assert_same(
            "the values of jobs that a job gave",
            values,
            (0..count).collect(),
            VALUE,
        );
    }
    for waits in cases([("where a job waits for one that it gave", ())]) {
        let pool = pool_for_ever(2);
        let outer = run(pool, move || value(run(pool, move || waits)));
        in_time(AGAIN, || value(outer));
    }
    for jobs in cases([("where each of 11 jobs gives the next one", 11)]) {
        let pool = pool_for_ever(1);
        let (ends, has_ended) = mpsc::channel();
        give_next(pool, jobs, ends);
        assert_that(
            has_ended.recv_timeout(PATIENCE).is_ok(),
            "The last one was not done.",
            AGAIN,
        );
    }
}

// A pool that no job of it can drop.
fn pool_for_ever(threads: usize) -> &'static k::Pool {
    Box::leak(Box::new(new_pool(threads)))
}

fn give_next(pool: &'static k::Pool, left: usize, ends: mpsc::Sender<()>) {
    let next = run(pool, move || match left {
        0 => ends.send(()).expect("the check waits"),
        _ => give_next(pool, left - 1, ends),
    });
    drop(next);
}

/// A job whose `Job` has been dropped is done, and its thread goes on.
/// Promises: 8
fn dropped_jobs_are_done() {
    let _hint = hang_hint(HANGS);
    for count in sizes_from(1, "job") {
        let pool = new_pool(1);
        let done = Arc::new(AtomicUsize::new(0));
        for number in 0..count {
            let done = done.clone();
            drop(run(&pool, move || {
                done.fetch_add(1, SeqCst);
                (number, vec![number; 3])
            }));
        }
        let last = run(&pool, || 7_usize);
        let last = in_time(NOT_WANTED, || value(last));
        assert_same(
            "the value of a job behind jobs that nobody wants to hear of",
            last,
            7,
            VALUE,
        );
        assert_same(
            "how many of those were done whose `Job` was dropped",
            done.load(SeqCst),
            count,
            NOT_WANTED,
        );
    }
}

/// Dropping the pool waits until all that was given to it has been done.
/// Promises: 9
/// Points: 2
fn dropping_waits_for_what_was_given() {
    let _hint = hang_hint(HANGS);
    for (threads, count) in cases([
        ("with one thread at work", (1, 0)),
        ("with one job in the queue", (1, 1)),
        ("with 100 jobs in the queue", (1, 100)),
        ("with 11 jobs for 11 threads at work", (11, 11)),
    ]) {
        let pool = new_pool(threads);
        let mut gate = Gate::new();
        for _ in 0..threads {
            gate.keeps_one_inside(&pool);
        }
        let done = Arc::new(AtomicUsize::new(0));
        for number in 0..count {
            let done = done.clone();
            drop(run(&pool, move || {
                done.fetch_add(1, SeqCst);
                if number % 3 == 1 {
                    resume_unwind(Box::new("no paper"));
                }
            }));
        }
        let dropping = Background::spawn(move || drop(pool));
        let dropping = match dropping.wait_a_moment() {
            Ok(()) => {
                panic!("Dropping the pool did not wait for a job that was being done.\n{TOO_EARLY}")
            }
            Err(dropping) => dropping,
        };
        gate.open();
        let patience = in_words(PATIENCE);
        assert_that(
            dropping.wait().is_some(),
            &format!(
                "All jobs could be done, and after {patience} the pool was still being dropped."
            ),
            HANGS,
        );
        assert_same(
            "how many jobs had been done when the pool was gone",
            done.load(SeqCst),
            count,
            ALL_DONE,
        );
    }
    for count in cases([
        ("dropped by a panic without a job", 0),
        ("dropped by a panic with 11 jobs", 11),
    ]) {
        let pool = new_pool(2);
        let done = Arc::new(AtomicUsize::new(0));
        for _ in 0..count {
            let done = done.clone();
            drop(run(&pool, move || done.fetch_add(1, SeqCst)));
        }
        drop_while_unwinding(pool);
        assert_same(
            "how many jobs had been done then",
            done.load(SeqCst),
            count,
            UNWINDING,
        );
    }
}
