//! Misconception: Who looks first and goes then knows whether it is the last.
//! Caught by: two_ends_go_at_the_same_time
//! Message: count them in one step

use std::{
    collections::VecDeque,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
};
pub struct Sender<T> {
    channel: Arc<Channel<T>>,
}
pub struct Receiver<T> {
    channel: Arc<Channel<T>>,
}
struct Channel<T> {
    capacity: usize,
    state: Mutex<State<T>>,
    has_room: Condvar,
    has_value: Condvar,
}

struct State<T> {
    values: VecDeque<T>,
    senders: usize,
    receivers: usize,
}
pub fn channel<T: Send>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    let state = State {
        values: VecDeque::new(),
        senders: 1,
        receivers: 1,
    };
    let channel = Arc::new(Channel {
        capacity,
        state: Mutex::new(state),
        has_room: Condvar::new(),
        has_value: Condvar::new(),
    });
    let sender = Sender {
        channel: channel.clone(),
    };
    (sender, Receiver { channel })
}

impl<T> Channel<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Send> Sender<T> {
    pub fn send(&self, value: T) -> Result<(), T> {
        let channel = &self.channel;
        let is_full =
            |state: &mut State<T>| state.values.len() >= channel.capacity && state.receivers > 0;
        let state = channel.has_room.wait_while(channel.lock(), is_full);
        let mut state = state.unwrap_or_else(PoisonError::into_inner);
        if state.receivers == 0 {
            return Err(value);
        }
        state.values.push_back(value);
        channel.has_value.notify_one();
        Ok(())
    }
}

impl<T: Send> Receiver<T> {
    pub fn recv(&self) -> Option<T> {
        let channel = &self.channel;
        let is_empty = |state: &mut State<T>| state.values.is_empty() && state.senders > 0;
        let state = channel.has_value.wait_while(channel.lock(), is_empty);
        let mut state = state.unwrap_or_else(PoisonError::into_inner);
        let value = state.values.pop_front();
        channel.has_room.notify_one();
        value
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        self.channel.lock().senders += 1;
        Self {
            channel: self.channel.clone(),
        }
    }
}

impl<T> Clone for Receiver<T> {
    fn clone(&self) -> Self {
        self.channel.lock().receivers += 1;
        Self {
            channel: self.channel.clone(),
        }
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        let mut state = self.channel.lock();
        state.senders -= 1;
        if state.senders == 0 {
            self.channel.has_value.notify_all();
        }
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        let is_last = self.channel.lock().receivers == 1;
        self.channel.lock().receivers -= 1;
        if is_last {
            self.channel.has_room.notify_all();
        }
    }
}
