//! The standard library's channel, whose one receiver is shared under a lock.

use std::sync::{
    Arc, Mutex,
    mpsc::{self, SyncSender},
};

pub struct Sender<T>(SyncSender<T>);

pub struct Receiver<T>(Arc<Mutex<mpsc::Receiver<T>>>);

pub fn channel<T: Send>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    let (sender, receiver) = mpsc::sync_channel(capacity);
    (Sender(sender), Receiver(Arc::new(Mutex::new(receiver))))
}

impl<T: Send> Sender<T> {
    pub fn send(&self, value: T) -> Result<(), T> {
        self.0.send(value).map_err(|error| error.0)
    }
}

impl<T: Send> Receiver<T> {
    pub fn recv(&self) -> Option<T> {
        // Who waits for a value holds the lock; the others wait for the lock.
        self.0.lock().unwrap().recv().ok()
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
