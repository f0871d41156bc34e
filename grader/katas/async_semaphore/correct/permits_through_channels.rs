//! A permit goes through a oneshot channel to the one who waits. If that one is gone, the permit is dropped in the
//! channel, and that gives it back.

use futures::channel::oneshot;
use std::{
    collections::VecDeque,
    marker::PhantomData,
    sync::{Arc, Mutex},
};

struct State {
    free: usize,
    queue: VecDeque<oneshot::Sender<Token>>,
}

pub struct Semaphore {
    state: Arc<Mutex<State>>,
}

struct Token(Arc<Mutex<State>>);

pub struct Permit<'a> {
    token: Option<Token>,
    of: PhantomData<&'a Semaphore>,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Self {
            state: Arc::new(Mutex::new(State {
                free: permits,
                queue: VecDeque::new(),
            })),
        }
    }

    pub async fn acquire(&self) -> Permit<'_> {
        let token = match self.take_or_wait() {
            Ok(token) => token,
            Err(receiver) => receiver.await.expect("who waits is in the queue"),
        };
        Permit {
            token: Some(token),
            of: PhantomData,
        }
    }

    fn take_or_wait(&self) -> Result<Token, oneshot::Receiver<Token>> {
        let mut state = self.state.lock().unwrap();
        if let Some(left) = state.free.checked_sub(1) {
            state.free = left;
            return Ok(Token(self.state.clone()));
        }
        let (sender, receiver) = oneshot::channel();
        state.queue.push_back(sender);
        Err(receiver)
    }

    pub fn free(&self) -> usize {
        self.state.lock().unwrap().free
    }
}

impl Drop for Token {
    fn drop(&mut self) {
        let mut token = Token(self.0.clone());
        loop {
            let mut state = self.0.lock().unwrap();
            let Some(first) = state.queue.pop_front() else {
                state.free += 1;
                drop(state);
                return std::mem::forget(token);
            };
            drop(state);
            match first.send(token) {
                Ok(()) => return,
                Err(back) => token = back,
            }
        }
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        drop(self.token.take());
    }
}
