//! A program's output, however much it is.

use anyhow::{Context as _, Result};
use std::{
    io::{PipeReader, Read as _},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

/// Reads a program's output to its end on a thread of its own, and keeps the beginning.
pub struct OutputReader {
    total: Arc<AtomicU64>,
    beginning: mpsc::Receiver<Vec<u8>>,
    kept: Option<Vec<u8>>,
}

impl OutputReader {
    /// Reads from `pipe` and keeps the first `keep` bytes.
    pub fn start(mut pipe: PipeReader, keep: usize) -> Result<Self> {
        let total = Arc::new(AtomicU64::new(0));
        let (done, beginning) = mpsc::channel();
        let count = total.clone();
        let read = move || {
            let mut kept = Vec::new();
            let mut buffer = vec![0; 64 * 1024];
            while let Ok(n @ 1..) = pipe.read(&mut buffer) {
                count.fetch_add(n as u64, Ordering::Relaxed);
                let room = keep.saturating_sub(kept.len());
                kept.extend_from_slice(&buffer[..n.min(room)]);
            }
            // Without a receiver the output came too late to matter.
            let _ = done.send(kept);
        };
        let reader = thread::Builder::new().spawn(read);
        reader.context("failed to start a thread")?;
        Ok(Self {
            total,
            beginning,
            kept: None,
        })
    }

    /// The bytes that have come so far, kept or not.
    pub fn total(&self) -> u64 {
        self.total.load(Ordering::Relaxed)
    }

    /// Waits for `time`, or until the output has come to its end, and says whether that happened just now.
    pub fn ends_within(&mut self, time: Duration) -> bool {
        if self.kept.is_some() {
            thread::sleep(time);
            return false;
        }
        self.kept = self.beginning.recv_timeout(time).ok();
        self.kept.is_some()
    }

    /// What was kept. Where an orphan could not be killed and holds the pipe open, what it says is
    /// not waited for.
    pub fn finish(mut self) -> String {
        if self.kept.is_none() {
            self.ends_within(Duration::from_secs(2));
        }
        String::from_utf8_lossy(&self.kept.unwrap_or_default()).into_owned()
    }
}
