//! No condition: who waits leaves its thread in a list and parks. All ends of one kind share an `Arc`, whose last clone says that they are gone.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    thread::{self, Thread},
};

struct State<T> {
    values: VecDeque<T>,
    capacity: usize,
    senders_gone: bool,
    receivers_gone: bool,
    waiting: Vec<Thread>,
}

impl<T> State<T> {
    // Each look is followed by another one, so waking too many does no harm.
    fn wake_all(&mut self) {
        self.waiting.drain(..).for_each(|thread| thread.unpark());
    }
}

type Shared<T> = Arc<Mutex<State<T>>>;

// All ends of one kind share one of these: it is dropped with the last of them.
struct Side<T> {
    shared: Shared<T>,
    sends: bool,
}

impl<T> Drop for Side<T> {
    fn drop(&mut self) {
        let mut state = self.shared.lock().unwrap();
        if self.sends {
            state.senders_gone = true;
        } else {
            state.receivers_gone = true;
        }
        state.wake_all();
    }
}

pub struct Sender<T>(Arc<Side<T>>);

pub struct Receiver<T>(Arc<Side<T>>);

pub fn channel<T: Send>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    let shared = Arc::new(Mutex::new(State {
        values: VecDeque::new(),
        capacity,
        senders_gone: false,
        receivers_gone: false,
        waiting: Vec::new(),
    }));
    let side = |sends| {
        let shared = shared.clone();
        Arc::new(Side { shared, sends })
    };
    (Sender(side(true)), Receiver(side(false)))
}

// Tries until it gets an answer, and parks in between.
fn wait_for<T, A>(shared: &Shared<T>, mut look: impl FnMut(&mut State<T>) -> Option<A>) -> A {
    loop {
        let mut state = shared.lock().unwrap();
        if let Some(answer) = look(&mut state) {
            state.wake_all();
            return answer;
        }
        state.waiting.push(thread::current());
        drop(state);
        thread::park();
    }
}

impl<T: Send> Sender<T> {
    pub fn send(&self, value: T) -> Result<(), T> {
        let mut value = Some(value);
        wait_for(&self.0.shared, |state| {
            if state.receivers_gone {
                value.take().map(Err)
            } else if state.values.len() < state.capacity {
                state.values.extend(value.take());
                Some(Ok(()))
            } else {
                None
            }
        })
    }
}

impl<T: Send> Receiver<T> {
    pub fn recv(&self) -> Option<T> {
        wait_for(&self.0.shared, |state| match state.values.pop_front() {
            Some(value) => Some(Some(value)),
            None if state.senders_gone => Some(None),
            None => None,
        })
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Clone for Receiver<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}
