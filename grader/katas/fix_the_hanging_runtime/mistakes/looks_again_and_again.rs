//! Misconception: A loop that looks again and again does not block.
//! Caught by: one_thread_is_enough
//! Message: Let another thread do the read

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
    dev.read_blocking(0);
    while dev.queue.lock().unwrap().len() < n {
        std::thread::sleep(Duration::from_millis(1));
    }
    let total = dev.read_blocking(n);
    feeder.await?;
    Ok(total)
}

pub fn main_loop(devices: Vec<(Arc<Device>, Vec<u64>)>) -> anyhow::Result<Vec<u64>> {
    let rt = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    rt.block_on(async {
        let mut out = vec![];
        for (d, v) in devices {
            out.push(sum_device(d, v).await?);
        }
        Ok(out)
    })
}
