//! Misconception: The work must be done in any case.
//! Caught by: progress_sync_returns_errors_at_once
//! Message: before the call

use std::{
    io::{Result, Write},
    time::Duration,
};
use tokio::{
    io::{AsyncWrite, AsyncWriteExt as _},
    time::sleep,
};

pub async fn progress<W: AsyncWrite + Unpin>(
    out: &mut W,
    steps: &[(&str, Duration)],
) -> Result<()> {
    for (name, pause) in steps {
        out.write_all(format!("{name}\n").as_bytes()).await?;
        out.flush().await?;
        sleep(*pause).await;
    }
    Ok(())
}

pub fn progress_sync<W: Write>(
    out: &mut W,
    steps: &[&str],
    mut work: impl FnMut(&str),
) -> Result<()> {
    for name in steps {
        let written = writeln!(out, "{name}").and_then(|()| out.flush());
        work(name);
        written?;
    }
    Ok(())
}
