//! Misconception: With more workers `block_in_place` holds nobody up.
//! Caught by: a_sibling_keeps_ticking
//! Message: stops everything else in the same task

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
    // The read needs a thread that it may block, and it must not be the one that runs the feeder,
    // or anything else that is async. The blocking pool is there to lend such threads.
    let workers = tokio::runtime::Handle::current().metrics().num_workers();
    let total = if workers > 1 {
        tokio::task::block_in_place(|| dev.read_blocking(n))
    } else {
        tokio::task::spawn_blocking(move || dev.read_blocking(n)).await?
    };
    feeder.await?;
    Ok(total)
}

/// The sums of all devices, in order. Called from synchronous code.
pub fn main_loop(devices: Vec<(Arc<Device>, Vec<u64>)>) -> anyhow::Result<Vec<u64>> {
    // Without its drivers a runtime has no timers, and the feeder panics at its first sleep.
    let rt = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    // One `block_on`, where synchronous code ends and async code begins. Inside it, `.await`: a
    // second `block_on` would hold this thread, and the tasks on it would never get a turn.
    rt.block_on(async {
        let mut out = vec![];
        for (d, v) in devices {
            out.push(sum_device(d, v).await?);
        }
        Ok(out)
    })
}
