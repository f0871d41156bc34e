//! Every job has a thread of its own, which waits for its turn.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Condvar, Mutex},
    thread::{self, JoinHandle},
};

#[derive(Default)]
struct Turns {
    given: usize,
    ended: usize,
    threads: Vec<JoinHandle<()>>,
}

pub struct Pool {
    most: usize,
    shared: Arc<(Mutex<Turns>, Condvar)>,
}

pub struct Job<T>(Arc<(Mutex<Option<Result<T, Panicked>>>, Condvar)>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panicked(pub String);

impl Pool {
    pub fn new(threads: usize) -> Self {
        Self {
            most: threads,
            shared: Arc::default(),
        }
    }

    pub fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Job<T> {
        let value = Arc::new((Mutex::new(None), Condvar::new()));
        let (place, shared, most) = (value.clone(), self.shared.clone(), self.most);
        let mut turns = self.shared.0.lock().unwrap();
        let mine = turns.given;
        turns.given += 1;
        turns.threads.push(thread::spawn(move || {
            let (turns, changed) = &*shared;
            drop(
                changed
                    .wait_while(turns.lock().unwrap(), |turns| mine >= turns.ended + most)
                    .unwrap(),
            );
            let ended = catch_unwind(AssertUnwindSafe(work));
            turns.lock().unwrap().ended += 1;
            changed.notify_all();
            *place.0.lock().unwrap() = Some(ended.map_err(|panic| Panicked(text_of(panic))));
            place.1.notify_one();
        }));
        Job(value)
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        loop {
            let next = self.shared.0.lock().unwrap().threads.pop();
            match next {
                Some(thread) => thread.join().unwrap(),
                None => return,
            }
        }
    }
}

impl<T> Job<T> {
    pub fn wait(self) -> Result<T, Panicked> {
        let (value, changed) = &*self.0;
        let value = changed.wait_while(value.lock().unwrap(), |value| value.is_none());
        value.unwrap().take().unwrap()
    }
}

fn text_of(panic: Box<dyn Any + Send>) -> String {
    match panic.downcast::<String>() {
        Ok(formatted) => *formatted,
        Err(panic) => panic.downcast_ref::<&str>().unwrap_or(&"").to_string(),
    }
}
