//! One condition for all, so that everybody is woken at each change; a `while` around each `wait`.

use std::{
    collections::VecDeque,
    sync::{Arc, Condvar, Mutex},
};

struct Inner<T> {
    queue: VecDeque<T>,
    capacity: usize,
    senders: usize,
    receivers: usize,
}

struct Shared<T>(Mutex<Inner<T>>, Condvar);

pub struct Sender<T>(Arc<Shared<T>>);

pub struct Receiver<T>(Arc<Shared<T>>);

pub fn channel<T: Send>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    let inner = Inner {
        queue: VecDeque::with_capacity(capacity),
        capacity,
        senders: 1,
        receivers: 1,
    };
    let shared = Arc::new(Shared(Mutex::new(inner), Condvar::new()));
    (Sender(Arc::clone(&shared)), Receiver(shared))
}

impl<T: Send> Sender<T> {
    pub fn send(&self, value: T) -> Result<(), T> {
        let Shared(inner, changed) = &*self.0;
        let mut inner = inner.lock().unwrap();
        loop {
            if inner.receivers == 0 {
                return Err(value);
            }
            if inner.queue.len() < inner.capacity {
                inner.queue.push_back(value);
                changed.notify_all();
                return Ok(());
            }
            inner = changed.wait(inner).unwrap();
        }
    }
}

impl<T: Send> Receiver<T> {
    pub fn recv(&self) -> Option<T> {
        let Shared(inner, changed) = &*self.0;
        let mut inner = inner.lock().unwrap();
        loop {
            if let Some(value) = inner.queue.pop_front() {
                changed.notify_all();
                return Some(value);
            }
            if inner.senders == 0 {
                return None;
            }
            inner = changed.wait(inner).unwrap();
        }
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        self.0.0.lock().unwrap().senders += 1;
        Self(Arc::clone(&self.0))
    }
}

impl<T> Clone for Receiver<T> {
    fn clone(&self) -> Self {
        self.0.0.lock().unwrap().receivers += 1;
        Self(Arc::clone(&self.0))
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        if let Ok(mut inner) = self.0.0.lock() {
            inner.senders -= 1;
        }
        self.0.1.notify_all();
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        if let Ok(mut inner) = self.0.0.lock() {
            inner.receivers -= 1;
        }
        self.0.1.notify_all();
    }
}
