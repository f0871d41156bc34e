//! A program that compiles and hangs: find the three causes.

use std::{
    sync::{Arc, Condvar, Mutex},
    time::Duration,
};

/// Given, do not change: a device that can only be read by a thread that waits for it.
#[derive(Default)]
pub struct Device {
    queue: Mutex<Vec<u64>>,
    ready: Condvar,
    reading: std::sync::atomic::AtomicBool,
}

impl Device {
    /// A device without values.
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// Adds a value and wakes the reader.
    pub fn feed(&self, v: u64) {
        self.queue.lock().unwrap().push(v);
        self.ready.notify_all();
    }

    /// Whether somebody has begun to read.
    pub fn has_reader(&self) -> bool {
        self.reading.load(std::sync::atomic::Ordering::SeqCst)
    }

    /// Blocks the calling thread until `n` values were fed, and gives the sum of all; do not change.
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

/// Given, do not change: feeds the values one by one, as soon as the device has a reader.
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

/// Feeds `values` to the device and reads their sum from it.
pub async fn sum_device(dev: Arc<Device>, values: Vec<u64>) -> anyhow::Result<u64> {
    let n = values.len();
    let feeder = tokio::spawn(feeder(dev.clone(), values));
    let total = dev.read_blocking(n); // BUG
    feeder.await?;
    Ok(total)
}

/// The sums of all devices, in order. Called from synchronous code.
pub fn main_loop(devices: Vec<(Arc<Device>, Vec<u64>)>) -> anyhow::Result<Vec<u64>> {
    let rt = tokio::runtime::Builder::new_current_thread().build()?; // BUG
    rt.block_on(async {
        let mut out = vec![];
        for (d, v) in devices {
            out.push(futures::executor::block_on(sum_device(d, v))?); // BUG
        }
        Ok(out)
    })
}
