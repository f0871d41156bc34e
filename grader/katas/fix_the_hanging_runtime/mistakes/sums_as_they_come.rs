//! Misconception: Results come in the order in which the work was started.
//! Caught by: main_loop_gives_the_sums_in_order
//! Message: whichever is done first

use futures::{TryStreamExt as _, stream::FuturesUnordered};
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
    let feeder = tokio::spawn(feeder(dev.clone(), values));
    let total = tokio::task::spawn_blocking(move || dev.read_blocking(n)).await?;
    feeder.await?;
    Ok(total)
}

pub fn main_loop(devices: Vec<(Arc<Device>, Vec<u64>)>) -> anyhow::Result<Vec<u64>> {
    let rt = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    rt.block_on(async {
        let mut sums: FuturesUnordered<_> =
            devices.into_iter().map(|(d, v)| sum_device(d, v)).collect();
        let mut out = vec![];
        while let Some(sum) = sums.try_next().await? {
            out.push(sum);
        }
        Ok(out)
    })
}
