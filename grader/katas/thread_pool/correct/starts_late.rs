//! Threads are started when there is a job and nobody is free, and end when there is none; one condition for everything.

use std::{
    any::Any,
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Condvar, Mutex},
    thread::{self, JoinHandle},
};

type Work = Box<dyn FnOnce() + Send>;

#[derive(Default)]
struct State {
    queue: VecDeque<Work>,
    at_work: usize,
    threads: Vec<JoinHandle<()>>,
}

pub struct Pool {
    most: usize,
    state: Arc<Mutex<State>>,
}

pub struct Job<T> {
    place: Arc<(Mutex<Option<Result<T, Box<dyn Any + Send>>>>, Condvar)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panicked(pub String);

impl Pool {
    pub fn new(threads: usize) -> Self {
        Self {
            most: threads,
            state: Arc::default(),
        }
    }

    pub fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Job<T> {
        let place = Arc::new((Mutex::new(None), Condvar::new()));
        let job = Job {
            place: place.clone(),
        };
        let work = move || {
            let ended = catch_unwind(AssertUnwindSafe(work));
            *place.0.lock().unwrap() = Some(ended);
            place.1.notify_all();
        };
        let mut state = self.state.lock().unwrap();
        state.queue.push_back(Box::new(work));
        if state.at_work < self.most {
            state.at_work += 1;
            let shared = self.state.clone();
            state.threads.push(thread::spawn(move || {
                loop {
                    let mut state = shared.lock().unwrap();
                    let Some(work) = state.queue.pop_front() else {
                        state.at_work -= 1;
                        return;
                    };
                    drop(state);
                    work();
                }
            }));
        }
        job
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        let threads = std::mem::take(&mut self.state.lock().unwrap().threads);
        threads.into_iter().for_each(|thread| drop(thread.join()));
    }
}

impl<T> Job<T> {
    pub fn wait(self) -> Result<T, Panicked> {
        let (value, changed) = &*self.place;
        let mut value = value.lock().unwrap();
        loop {
            match value.take() {
                Some(Ok(value)) => return Ok(value),
                Some(Err(panic)) => {
                    let text = panic.downcast::<&str>().map(|text| text.to_string());
                    let text = text.or_else(|panic| panic.downcast::<String>().map(|text| *text));
                    return Err(Panicked(text.expect("a panic has a text")));
                }
                None => value = changed.wait(value).unwrap(),
            }
        }
    }
}
