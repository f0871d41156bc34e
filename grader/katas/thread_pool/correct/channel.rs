//! A channel is the queue, and its receiver is behind a lock.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, mpsc},
    thread::{self, JoinHandle},
};

type Work = Box<dyn FnOnce() + Send>;

pub struct Pool {
    jobs: Option<mpsc::Sender<Work>>,
    threads: Vec<JoinHandle<()>>,
}

pub struct Job<T> {
    value: mpsc::Receiver<Result<T, Panicked>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panicked(pub String);

impl Pool {
    pub fn new(threads: usize) -> Self {
        let (jobs, receiver) = mpsc::channel::<Work>();
        let receiver = Arc::new(Mutex::new(receiver));
        let start = |_| {
            let receiver = receiver.clone();
            thread::spawn(move || {
                loop {
                    let next = receiver.lock().unwrap().recv();
                    match next {
                        Ok(work) => work(),
                        Err(_) => break,
                    }
                }
            })
        };
        let threads = (0..threads).map(start).collect();
        Self {
            jobs: Some(jobs),
            threads,
        }
    }

    pub fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Job<T> {
        let (sender, value) = mpsc::channel();
        let work = Box::new(move || {
            let ended = catch_unwind(AssertUnwindSafe(work));
            let _ = sender.send(ended.map_err(|panic| Panicked(text_of(&*panic))));
        });
        let jobs = self.jobs.as_ref().expect("it is there until the end");
        jobs.send(work).expect("a thread listens");
        Job { value }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.jobs = None;
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
