//! Threads that are free stand in a list and are parked; a job is handed to one of them, or waits in the queue.

use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError},
    thread::{self, JoinHandle, Thread},
};

type Work = Box<dyn FnOnce() + Send>;

#[derive(Default)]
struct State {
    queue: VecDeque<Work>,
    free: Vec<Thread>,
    is_over: bool,
}

pub struct Pool {
    state: Arc<Mutex<State>>,
    threads: Vec<JoinHandle<()>>,
}

struct Place<T> {
    value: Option<Result<T, Panicked>>,
    waits: Option<Thread>,
}

pub struct Job<T>(Arc<Mutex<Place<T>>>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panicked(pub String);

fn work_on(state: &Mutex<State>) {
    loop {
        let mut now = state.lock().unwrap_or_else(PoisonError::into_inner);
        match now.queue.pop_front() {
            Some(work) => {
                drop(now);
                work();
            }
            None if now.is_over => return,
            None => {
                let me = thread::current();
                if now.free.iter().all(|free| free.id() != me.id()) {
                    now.free.push(me);
                }
                drop(now);
                thread::park();
            }
        }
    }
}

impl Pool {
    pub fn new(threads: usize) -> Self {
        let state = Arc::<Mutex<State>>::default();
        let threads = (0..threads).map(|number| {
            let state = state.clone();
            let builder = thread::Builder::new().name(format!("worker {number}"));
            builder.spawn(move || work_on(&state)).unwrap()
        });
        let threads = threads.collect();
        Self { state, threads }
    }

    pub fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Job<T> {
        let place = Arc::new(Mutex::new(Place {
            value: None,
            waits: None,
        }));
        let job = Job(place.clone());
        let mut state = self.state.lock().unwrap();
        state.queue.push_back(Box::new(move || {
            let ended = catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
                let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
                Panicked(text.unwrap_or_else(|| panic.downcast_ref::<String>().unwrap().clone()))
            });
            let mut place = place.lock().unwrap();
            place.value = Some(ended);
            if let Some(waits) = place.waits.take() {
                waits.unpark();
            }
        }));
        if let Some(free) = state.free.pop() {
            free.unpark();
        }
        job
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        let mut state = self.state.lock().unwrap();
        state.is_over = true;
        state.free.clear();
        drop(state);
        for thread in &self.threads {
            thread.thread().unpark();
        }
        for thread in self.threads.drain(..) {
            thread.join().unwrap();
        }
    }
}

impl<T> Job<T> {
    pub fn wait(self) -> Result<T, Panicked> {
        loop {
            let mut place = self.0.lock().unwrap();
            if let Some(value) = place.value.take() {
                return value;
            }
            place.waits = Some(thread::current());
            drop(place);
            thread::park();
        }
    }
}
