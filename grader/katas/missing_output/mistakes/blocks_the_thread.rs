//! Misconception: std::thread::sleep is a pause like any other.
//! Caught by: steps_last_as_long_as_their_pauses
//! Message: `std::thread::sleep` would block the thread

use std::{
    io::{Result, Write},
    time::Duration,
};
use tokio::io::{AsyncWrite, AsyncWriteExt as _};

pub async fn progress<W: AsyncWrite + Unpin>(
    out: &mut W,
    steps: &[(&str, Duration)],
) -> Result<()> {
    for (name, pause) in steps {
        out.write_all(format!("{name}\n").as_bytes()).await?;
        out.flush().await?;
        std::thread::sleep(*pause);
    }
    Ok(())
}

pub fn progress_sync<W: Write>(
    out: &mut W,
    steps: &[&str],
    mut work: impl FnMut(&str),
) -> Result<()> {
    for name in steps {
        writeln!(out, "{name}")?;
        out.flush()?;
        work(name);
    }
    Ok(())
}
