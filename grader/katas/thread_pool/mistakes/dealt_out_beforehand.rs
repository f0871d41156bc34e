//! Misconception: Jobs that are dealt out evenly keep all threads busy.
//! Caught by: jobs_are_taken_in_order
//! Message: dealt to a thread beforehand

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        atomic::{AtomicUsize, Ordering::Relaxed},
        mpsc,
    },
    thread::{self, JoinHandle},
};

type Work = Box<dyn FnOnce() + Send>;

pub struct Pool {
    jobs: Vec<mpsc::Sender<Work>>,
    next: AtomicUsize,
    threads: Vec<JoinHandle<()>>,
}

pub struct Job<T> {
    value: mpsc::Receiver<Result<T, Panicked>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panicked(pub String);

impl Pool {
    pub fn new(threads: usize) -> Self {
        let start = |_| {
            let (jobs, receiver) = mpsc::channel::<Work>();
            let thread = thread::spawn(move || receiver.into_iter().for_each(|work| work()));
            (jobs, thread)
        };
        let (jobs, threads) = (0..threads).map(start).unzip();
        Self {
            jobs,
            next: AtomicUsize::new(0),
            threads,
        }
    }

    pub fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Job<T> {
        let (sender, value) = mpsc::channel();
        let work = Box::new(move || {
            let ended = catch_unwind(AssertUnwindSafe(work));
            let _ = sender.send(ended.map_err(|panic| Panicked(text_of(&*panic))));
        });
        let next = self.next.fetch_add(1, Relaxed) % self.jobs.len();
        self.jobs[next].send(work).expect("a thread listens");
        Job { value }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.jobs.clear();
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

impl<T> Job<T> {
    pub fn wait(self) -> Result<T, Panicked> {
        self.value.recv().expect("every job is done")
    }
}

fn text_of(panic: &(dyn Any + Send)) -> String {
    let literal = panic.downcast_ref::<&str>().map(|text| text.to_string());
    let formatted = || panic.downcast_ref::<String>().cloned();
    literal.or_else(formatted).unwrap_or_default()
}
