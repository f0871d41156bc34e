//! A channel with room for a few values, for many senders and many receivers.

use std::{
    collections::VecDeque,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
};

/// Puts values in. Clones put into the same channel.
pub struct Sender<T> {
    channel: Arc<Channel<T>>,
}

/// Takes values out. Clones take from the same channel.
pub struct Receiver<T> {
    channel: Arc<Channel<T>>,
}

/// What all ends share.
struct Channel<T> {
    capacity: usize,
    state: Mutex<State<T>>,
    /// There is room now, or nobody receives any more: for those who send.
    has_room: Condvar,
    /// There is a value now, or nobody sends any more: for those who receive.
    has_value: Condvar,
}

struct State<T> {
    /// What was sent and is to be received, the oldest first.
    values: VecDeque<T>,
    senders: usize,
    receivers: usize,
}

/// A channel with room for `capacity` values (at least 1).
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
    /// Waits for room. Gives the value back if nobody can receive it any more.
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
        // One value more: one receiver can go on.
        channel.has_value.notify_one();
        Ok(())
    }
}

impl<T: Send> Receiver<T> {
    /// Waits for a value. `None` if there is none and nobody can send any more.
    pub fn recv(&self) -> Option<T> {
        let channel = &self.channel;
        let is_empty = |state: &mut State<T>| state.values.is_empty() && state.senders > 0;
        let state = channel.has_value.wait_while(channel.lock(), is_empty);
        let mut state = state.unwrap_or_else(PoisonError::into_inner);
        let value = state.values.pop_front();
        // One place more: one sender can go on.
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
            // Nothing will come any more: this is for all who wait.
            self.channel.has_value.notify_all();
        }
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        let mut state = self.channel.lock();
        state.receivers -= 1;
        if state.receivers == 0 {
            self.channel.has_room.notify_all();
        }
    }
}
