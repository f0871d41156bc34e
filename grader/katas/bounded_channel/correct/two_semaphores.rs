//! A ring of slots, and two counters to wait for: free places, and values.

use std::sync::{Arc, Condvar, Mutex, RwLock};

struct Counter {
    state: Mutex<(usize, bool)>,
    changed: Condvar,
}

impl Counter {
    fn new(count: usize) -> Self {
        Self {
            state: Mutex::new((count, false)),
            changed: Condvar::new(),
        }
    }

    fn add_one(&self) {
        self.state.lock().unwrap().0 += 1;
        self.changed.notify_one();
    }

    // False if it is closed and there is none.
    fn take_one(&self) -> bool {
        let state = self.state.lock().unwrap();
        let mut state = self
            .changed
            .wait_while(state, |(count, is_closed)| *count == 0 && !*is_closed)
            .unwrap();
        let (count, _) = &mut *state;
        let is_there = *count > 0;
        *count -= usize::from(is_there);
        is_there
    }

    fn close(&self) {
        self.state.lock().unwrap().1 = true;
        self.changed.notify_all();
    }
}

struct Ring<T> {
    slots: Vec<Option<T>>,
    first: usize,
    len: usize,
}

struct Shared<T> {
    places: Counter,
    values: Counter,
    ring: Mutex<Ring<T>>,
    senders: Mutex<usize>,
    // Read by senders while they put a value in, so that no receiver goes meanwhile.
    receivers: RwLock<usize>,
}

pub struct Sender<T>(Arc<Shared<T>>);

pub struct Receiver<T>(Arc<Shared<T>>);

pub fn channel<T: Send>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    let ring = Ring {
        slots: (0..capacity).map(|_| None).collect(),
        first: 0,
        len: 0,
    };
    let shared = Arc::new(Shared {
        places: Counter::new(capacity),
        values: Counter::new(0),
        ring: Mutex::new(ring),
        senders: Mutex::new(1),
        receivers: RwLock::new(1),
    });
    (Sender(shared.clone()), Receiver(shared))
}

impl<T: Send> Sender<T> {
    pub fn send(&self, value: T) -> Result<(), T> {
        let shared = &self.0;
        if !shared.places.take_one() {
            return Err(value);
        }
        let receivers = shared.receivers.read().unwrap();
        if *receivers == 0 {
            return Err(value);
        }
        let mut ring = shared.ring.lock().unwrap();
        let end = (ring.first + ring.len) % ring.slots.len();
        ring.slots[end] = Some(value);
        ring.len += 1;
        drop(ring);
        drop(receivers);
        shared.values.add_one();
        Ok(())
    }
}

impl<T: Send> Receiver<T> {
    pub fn recv(&self) -> Option<T> {
        let shared = &self.0;
        if !shared.values.take_one() {
            return None;
        }
        let mut ring = shared.ring.lock().unwrap();
        let first = ring.first;
        let value = ring.slots[first].take();
        ring.first = (first + 1) % ring.slots.len();
        ring.len -= 1;
        drop(ring);
        shared.places.add_one();
        value
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        *self.0.senders.lock().unwrap() += 1;
        Self(self.0.clone())
    }
}

impl<T> Clone for Receiver<T> {
    fn clone(&self) -> Self {
        *self.0.receivers.write().unwrap() += 1;
        Self(self.0.clone())
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        let mut senders = self.0.senders.lock().unwrap();
        *senders -= 1;
        if *senders == 0 {
            self.0.values.close();
        }
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        let mut receivers = self.0.receivers.write().unwrap();
        *receivers -= 1;
        if *receivers == 0 {
            self.0.places.close();
        }
    }
}
