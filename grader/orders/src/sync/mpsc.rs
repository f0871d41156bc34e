//! `std::sync::mpsc`. As the real one it drops what is queued when its receiver is dropped.

use crate::engine::{
    program::{self, Wait, Woken},
    shared::Shared,
};
use ::std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    fmt,
    panic::{RefUnwindSafe, UnwindSafe},
    sync::Arc,
    time::Duration,
};

pub use ::std::sync::mpsc::{RecvError, RecvTimeoutError, SendError, TryRecvError, TrySendError};

struct Channel<T> {
    shared: Shared,
    queue: RefCell<VecDeque<T>>,
    /// How many may be queued; none: as many as there are.
    capacity: Option<usize>,
    senders: Cell<usize>,
    has_receiver: Cell<bool>,
    /// How many were ever sent and received.
    sent: Cell<u64>,
    received: Cell<u64>,
    /// Whether the receiver waits, which a channel without room needs to know.
    receiver_waits: Cell<bool>,
}

// SAFETY: all threads of a program run on one thread of the system.
unsafe impl<T: Send> Send for Channel<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Sync for Channel<T> {}
impl<T> UnwindSafe for Channel<T> {}
impl<T> RefUnwindSafe for Channel<T> {}

impl<T> Channel<T> {
    fn new(capacity: Option<usize>) -> Arc<Self> {
        Arc::new(Self {
            shared: Shared::new(),
            queue: RefCell::new(VecDeque::new()),
            capacity,
            senders: Cell::new(1),
            has_receiver: Cell::new(true),
            sent: Cell::new(0),
            received: Cell::new(0),
            receiver_waits: Cell::new(false),
        })
    }

    fn len(&self) -> usize {
        self.queue.borrow().len()
    }

    fn has_room(&self) -> bool {
        // A channel without room takes one that waits to be received.
        self.capacity
            .is_none_or(|capacity| self.len() < capacity.max(1))
    }

    fn send(&self, value: T) -> Result<(), SendError<T>> {
        let can_go_on = || self.has_room() || !self.has_receiver.get();
        self.shared.change_when("send", &can_go_on);
        if !self.has_receiver.get() {
            return Err(SendError(value));
        }
        let number = self.push(value);
        if self.capacity == Some(0) {
            let is_over = || self.received.get() >= number || !self.has_receiver.get();
            self.shared
                .change_when("wait until it is received", &is_over);
            if self.received.get() < number {
                // The receiver has left it, as it has left the channel.
                let value = self.queue.borrow_mut().pop_front();
                return value.map_or(Ok(()), |value| Err(SendError(value)));
            }
        }
        Ok(())
    }

    fn push(&self, value: T) -> u64 {
        self.queue.borrow_mut().push_back(value);
        self.sent.set(self.sent.get() + 1);
        self.sent.get()
    }

    fn pop(&self) -> Option<T> {
        let value = self.queue.borrow_mut().pop_front();
        if value.is_some() {
            self.received.set(self.received.get() + 1);
        }
        value
    }

    fn add_sender(&self) {
        self.senders.set(self.senders.get() + 1);
        self.shared.is_changed();
    }

    fn remove_sender(&self) {
        self.shared.change("drop a sender");
        self.senders.set(self.senders.get() - 1);
    }
}

pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let channel = Channel::new(None);
    (Sender(channel.clone()), Receiver(channel, Cell::new(())))
}

pub fn sync_channel<T>(bound: usize) -> (SyncSender<T>, Receiver<T>) {
    let channel = Channel::new(Some(bound));
    (
        SyncSender(channel.clone()),
        Receiver(channel, Cell::new(())),
    )
}

pub struct Sender<T>(Arc<Channel<T>>);

impl<T> Sender<T> {
    pub fn send(&self, value: T) -> Result<(), SendError<T>> {
        self.0.send(value)
    }
}

pub struct SyncSender<T>(Arc<Channel<T>>);

impl<T> SyncSender<T> {
    pub fn send(&self, value: T) -> Result<(), SendError<T>> {
        self.0.send(value)
    }

    pub fn try_send(&self, value: T) -> Result<(), TrySendError<T>> {
        self.0.shared.change("try to send");
        if !self.0.has_receiver.get() {
            return Err(TrySendError::Disconnected(value));
        }
        let nobody_waits = self.0.capacity == Some(0) && !self.0.receiver_waits.get();
        if !self.0.has_room() || nobody_waits {
            return Err(TrySendError::Full(value));
        }
        self.0.push(value);
        Ok(())
    }
}

// The cell keeps it from being shared, as std's is.
pub struct Receiver<T>(Arc<Channel<T>>, Cell<()>);

impl<T> Receiver<T> {
    pub fn recv(&self) -> Result<T, RecvError> {
        self.wait(None);
        self.0.pop().ok_or(RecvError)
    }

    pub fn recv_timeout(&self, limit: Duration) -> Result<T, RecvTimeoutError> {
        let woken = self.wait(Some(limit));
        self.0.pop().ok_or(if woken == Woken::TimedOut {
            RecvTimeoutError::Timeout
        } else {
            RecvTimeoutError::Disconnected
        })
    }

    fn wait(&self, limit: Option<Duration>) -> Woken {
        let channel = &self.0;
        channel.receiver_waits.set(true);
        channel.shared.is_touched();
        let has_come = || channel.len() > 0 || channel.senders.get() == 0;
        let wait = Wait {
            limit,
            ..Wait::default()
        };
        let woken = program::wait("receive", &has_come, wait);
        channel.shared.is_changed();
        channel.receiver_waits.set(false);
        woken
    }

    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        self.0.shared.change("try to receive");
        self.0.pop().ok_or(if self.0.senders.get() == 0 {
            TryRecvError::Disconnected
        } else {
            TryRecvError::Empty
        })
    }

    pub fn iter(&self) -> Iter<'_, T> {
        Iter(self)
    }

    pub fn try_iter(&self) -> TryIter<'_, T> {
        TryIter(self)
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        self.0.shared.change("drop the receiver");
        self.0.has_receiver.set(false);
        // One that is being handed over goes back to its sender.
        if self.0.capacity != Some(0) {
            let queued = self.0.queue.take();
            drop(queued);
        }
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        self.0.remove_sender();
    }
}

impl<T> Drop for SyncSender<T> {
    fn drop(&mut self) {
        self.0.remove_sender();
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        self.0.add_sender();
        Self(self.0.clone())
    }
}

impl<T> Clone for SyncSender<T> {
    fn clone(&self) -> Self {
        self.0.add_sender();
        Self(self.0.clone())
    }
}

#[derive(Debug)]
pub struct Iter<'a, T>(&'a Receiver<T>);

impl<T> Iterator for Iter<'_, T> {
    type Item = T;
    fn next(&mut self) -> Option<T> {
        self.0.recv().ok()
    }
}

#[derive(Debug)]
pub struct TryIter<'a, T>(&'a Receiver<T>);

impl<T> Iterator for TryIter<'_, T> {
    type Item = T;
    fn next(&mut self) -> Option<T> {
        self.0.try_recv().ok()
    }
}

#[derive(Debug)]
pub struct IntoIter<T>(Receiver<T>);

impl<T> Iterator for IntoIter<T> {
    type Item = T;
    fn next(&mut self) -> Option<T> {
        self.0.recv().ok()
    }
}

impl<T> IntoIterator for Receiver<T> {
    type Item = T;
    type IntoIter = IntoIter<T>;
    fn into_iter(self) -> IntoIter<T> {
        IntoIter(self)
    }
}

impl<'a, T> IntoIterator for &'a Receiver<T> {
    type Item = T;
    type IntoIter = Iter<'a, T>;
    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

macro_rules! debug {
    ($($name:ident)*) => {
        $(impl<T> fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        })*
    };
}
debug!(Sender SyncSender Receiver);
