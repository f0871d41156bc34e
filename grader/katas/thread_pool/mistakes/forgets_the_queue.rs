//! Misconception: When the pool is dropped, its threads go home.
//! Caught by: dropping_waits_for_all_jobs_and_threads
//! Message: closed *and* the queue is empty

use std::{
    any::Any,
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Condvar, Mutex, mpsc},
    thread::{self, JoinHandle},
};

type Work = Box<dyn FnOnce() + Send>;

#[derive(Default)]
struct Shared {
    queue: Mutex<Queue>,
    changed: Condvar,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Work>,
    is_closed: bool,
}

pub struct Pool {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

pub struct Job<T> {
    value: mpsc::Receiver<Result<T, Panicked>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panicked(pub String);

impl Pool {
    pub fn new(threads: usize) -> Self {
        let shared = Arc::<Shared>::default();
        let start = |_| {
            let shared = shared.clone();
            thread::spawn(move || {
                while let Some(work) = shared.next() {
                    work();
                }
            })
        };
        let threads = (0..threads).map(start).collect();
        Self { shared, threads }
    }

    pub fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Job<T> {
        let (sender, value) = mpsc::channel();
        let work = Box::new(move || {
            let ended = catch_unwind(AssertUnwindSafe(work));
            let _ = sender.send(ended.map_err(|panic| Panicked(text_of(&*panic))));
        });
        self.shared.queue.lock().unwrap().waiting.push_back(work);
        self.shared.changed.notify_one();
        Job { value }
    }
}

impl Shared {
    fn next(&self) -> Option<Work> {
        let mut queue = self.queue.lock().unwrap();
        loop {
            if queue.is_closed {
                return None;
            }
            if let Some(work) = queue.waiting.pop_front() {
                return Some(work);
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
    pub fn wait(self) -> Result<T, Panicked> {
        self.value.recv().expect("every job is done")
    }
}

fn text_of(panic: &(dyn Any + Send)) -> String {
    let literal = panic.downcast_ref::<&str>().map(|text| text.to_string());
    let formatted = || panic.downcast_ref::<String>().cloned();
    literal.or_else(formatted).unwrap_or_default()
}
