//! Misconception: Flushing cannot fail.
//! Caught by: progress_returns_errors_at_once
//! Message: Both writing and flushing return a `Result`

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
        let _ = out.flush().await;
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
        writeln!(out, "{name}")?;
        out.flush()?;
        work(name);
    }
    Ok(())
}
