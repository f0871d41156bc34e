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
    kept: mpsc::Receiver<Vec<u8>>,
}

impl OutputReader {
    /// Reads from `pipe` and keeps the first `keep` bytes.
    pub fn start(mut pipe: PipeReader, keep: usize) -> Result<Self> {
        let total = Arc::new(AtomicU64::new(0));
        let (done, kept) = mpsc::channel();
        let count = total.clone();
        let read = move || {
            let mut beginning = Vec::new();
            let mut buffer = vec![0; 64 * 1024];
            while let Ok(n @ 1..) = pipe.read(&mut buffer) {
                count.fetch_add(n as u64, Ordering::Relaxed);
                let room = keep.saturating_sub(beginning.len());
                beginning.extend_from_slice(&buffer[..n.min(room)]);
            }
            // Without a receiver the output came too late to matter.
            let _ = done.send(beginning);
        };
        let reader = thread::Builder::new().spawn(read);
        reader.context("failed to start a thread")?;
        Ok(Self { total, kept })
    }

    /// The bytes that have come so far, kept or not.
    pub fn total(&self) -> u64 {
        self.total.load(Ordering::Relaxed)
    }

    /// What was kept. Where an orphan could not be killed and holds the pipe open, what it says is
    /// not waited for.
    pub fn finish(self) -> String {
        let kept = self
            .kept
            .recv_timeout(Duration::from_secs(2))
            .unwrap_or_default();
        String::from_utf8_lossy(&kept).into_owned()
    }
}
