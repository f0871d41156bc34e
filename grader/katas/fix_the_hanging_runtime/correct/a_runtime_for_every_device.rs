//! A runtime on a thread for every device; the read comes back through a channel of futures.

use std::{
    sync::{Arc, Condvar, Mutex},
    time::Duration,
};

#[derive(Default)]
pub struct Device {
    queue: Mutex<Vec<u64>>,
    ready: Condvar,
    reading: std::sync::atomic::AtomicBool,
}

impl Device {
    pub fn new() -> Arc<Self> {
        Arc::default()
    }
    pub fn feed(&self, v: u64) {
        self.queue.lock().unwrap().push(v);
        self.ready.notify_all();
    }
    pub fn has_reader(&self) -> bool {
        self.reading.load(std::sync::atomic::Ordering::SeqCst)
    }
    pub fn read_blocking(&self, n: usize) -> u64 {
        self.reading
            .store(true, std::sync::atomic::Ordering::SeqCst);
        let mut q = self.queue.lock().unwrap();
        while q.len() < n {
            q = self.ready.wait(q).unwrap();
        }
        q.iter().sum()
    }
}
pub async fn feeder(dev: Arc<Device>, values: Vec<u64>) {
    for v in values {
        loop {
            tokio::time::sleep(Duration::from_millis(5)).await;
            if dev.has_reader() {
                break;
            }
        }
        dev.feed(v);
    }
}

pub async fn sum_device(dev: Arc<Device>, values: Vec<u64>) -> anyhow::Result<u64> {
    let n = values.len();
    let (answer, total) = futures::channel::oneshot::channel();
    let theirs = dev.clone();
    std::thread::Builder::new().spawn(move || {
        // Nobody is left to hear it if the future of `sum_device` was dropped.
        answer.send(theirs.read_blocking(n)).ok();
    })?;
    feeder(dev, values).await;
    Ok(total.await?)
}

pub fn main_loop(devices: Vec<(Arc<Device>, Vec<u64>)>) -> anyhow::Result<Vec<u64>> {
    let threads: Vec<_> = devices
        .into_iter()
        .map(|(dev, values)| {
            std::thread::spawn(move || {
                let rt = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()?;
                rt.block_on(sum_device(dev, values))
            })
        })
        .collect();
    threads
        .into_iter()
        .map(|thread| thread.join().expect("the thread does not panic"))
        .collect()
}
