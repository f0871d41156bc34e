//! Misconception: What is left in the queue goes away with the task.
//! Caught by: stop_leaves_nobody_waiting
//! Message: dropped together with their reply's sender

use anyhow::{Context as _, bail};
use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
};
use tokio::{
    sync::{Notify, OwnedSemaphorePermit, Semaphore, oneshot},
    task::JoinHandle,
};

struct Command {
    key: String,
    n: Option<i64>,
    reply: oneshot::Sender<Option<i64>>,
    _room: OwnedSemaphorePermit,
}

struct Shared {
    queue: Mutex<VecDeque<Command>>,
    room: Arc<Semaphore>,
    changed: Notify,
    stopping: AtomicBool,
    ended: AtomicBool,
}

pub struct Handle {
    shared: Arc<Shared>,
    alive: Arc<()>,
}

impl Clone for Handle {
    fn clone(&self) -> Self {
        Self {
            shared: self.shared.clone(),
            alive: self.alive.clone(),
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.shared.changed.notify_one();
    }
}

pub fn spawn(capacity: usize) -> (Handle, JoinHandle<HashMap<String, i64>>) {
    let shared = Arc::new(Shared {
        queue: Mutex::default(),
        room: Arc::new(Semaphore::new(capacity)),
        changed: Notify::new(),
        stopping: AtomicBool::new(false),
        ended: AtomicBool::new(false),
    });
    let alive = Arc::new(());
    let gone = Arc::downgrade(&alive);
    let task = tokio::spawn({
        let shared = shared.clone();
        async move {
            let mut counters = HashMap::new();
            while !shared.stopping.load(SeqCst) {
                let command = shared.queue.lock().unwrap().pop_front();
                match command {
                    Some(command) => {
                        if let Some(n) = command.n {
                            *counters.entry(command.key.clone()).or_default() += n;
                        }
                        let value = counters.get(&command.key).copied();
                        let _ = command.reply.send(value);
                    }
                    None if gone.strong_count() == 0 => break,
                    None => {
                        let _ = tokio::time::timeout(
                            std::time::Duration::from_millis(1),
                            shared.changed.notified(),
                        )
                        .await;
                    }
                }
            }
            shared.ended.store(true, SeqCst);
            counters
        }
    });
    (Handle { shared, alive }, task)
}

impl Handle {
    pub async fn add(&self, key: &str, n: i64) -> anyhow::Result<i64> {
        self.ask(key, Some(n)).await?.context("nothing was added")
    }

    pub async fn get(&self, key: &str) -> anyhow::Result<Option<i64>> {
        self.ask(key, None).await
    }

    pub async fn stop(self) -> anyhow::Result<()> {
        self.shared.stopping.store(true, SeqCst);
        self.shared.changed.notify_one();
        Ok(())
    }

    async fn ask(&self, key: &str, n: Option<i64>) -> anyhow::Result<Option<i64>> {
        let room = self.shared.room.clone().acquire_owned().await?;
        if self.shared.ended.load(SeqCst) {
            bail!("the task has ended");
        }
        let (reply, answer) = oneshot::channel();
        let key = key.to_string();
        self.shared.queue.lock().unwrap().push_back(Command {
            key,
            n,
            reply,
            _room: room,
        });
        self.shared.changed.notify_one();
        Ok(answer.await?)
    }
}
