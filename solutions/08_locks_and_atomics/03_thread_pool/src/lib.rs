//! Threads that do whatever they are given.

use std::{
    any::Any,
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Condvar, Mutex, mpsc},
    thread::{self, JoinHandle},
};

/// A job as the threads of the pool see it: where its value goes is its own matter.
type Work = Box<dyn FnOnce() + Send>;

/// What the pool and its threads share.
#[derive(Default)]
struct Shared {
    queue: Mutex<Queue>,
    /// The threads that are free sleep on it.
    changed: Condvar,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Work>,
    /// Nothing more will come.
    is_closed: bool,
}

/// Threads that do whatever they are given. Dropping it waits for all that was given to it.
pub struct Pool {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

/// The way to a job's value.
pub struct Job<T> {
    value: mpsc::Receiver<Result<T, Panicked>>,
}

/// The job panicked, with this text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panicked(pub String);

impl Pool {
    /// `threads` is at least 1.
    pub fn new(threads: usize) -> Self {
        let shared = Arc::<Shared>::default();
        let start = |_| {
            let shared = shared.clone();
            thread::spawn(move || {
                // `next` gives the lock back before it returns: it is not held while a job runs.
                while let Some(work) = shared.next() {
                    work();
                }
            })
        };
        let threads = (0..threads).map(start).collect();
        Self { shared, threads }
    }

    /// Has `work` done by the next thread that is free.
    pub fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Job<T> {
        let (sender, value) = mpsc::channel();
        let work = Box::new(move || {
            // Nothing of the job is used after its panic, so nothing half-done is seen.
            let ended = catch_unwind(AssertUnwindSafe(work));
            // The `Job` may have been dropped: then nobody wants to know.
            let _ = sender.send(ended.map_err(|panic| Panicked(text_of(&*panic))));
        });
        self.shared.queue.lock().unwrap().waiting.push_back(work);
        self.shared.changed.notify_one();
        Job { value }
    }
}

impl Shared {
    /// The next job, as soon as there is one. `None` if there will be none.
    fn next(&self) -> Option<Work> {
        let mut queue = self.queue.lock().unwrap();
        loop {
            // First what was given, then the end: so nothing is lost.
            if let Some(work) = queue.waiting.pop_front() {
                return Some(work);
            }
            if queue.is_closed {
                return None;
            }
            queue = self.changed.wait(queue).unwrap();
        }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.shared.queue.lock().unwrap().is_closed = true;
        self.shared.changed.notify_all();
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

impl<T> Job<T> {
    /// Waits for the job's end.
    pub fn wait(self) -> Result<T, Panicked> {
        self.value.recv().expect("every job is done")
    }
}

/// The text of a panic: a literal one leaves a `&str`, a formatted one a `String`.
fn text_of(panic: &(dyn Any + Send)) -> String {
    let literal = panic.downcast_ref::<&str>().copied();
    let formatted = panic.downcast_ref::<String>().map(String::as_str);
    literal.or(formatted).unwrap_or_default().to_string()
}
