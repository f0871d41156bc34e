//! Misconception: Each pause counts from the beginning.
//! Caught by: steps_last_as_long_as_their_pauses
//! Message: one after the other

use std::{
    io::{Result, Write},
    time::Duration,
};
use tokio::{
    io::{AsyncWrite, AsyncWriteExt as _},
    time::{Instant, sleep_until},
};

pub async fn progress<W: AsyncWrite + Unpin>(
    out: &mut W,
    steps: &[(&str, Duration)],
) -> Result<()> {
    let start = Instant::now();
    for (name, pause) in steps {
        out.write_all(format!("{name}\n").as_bytes()).await?;
        out.flush().await?;
        sleep_until(start + *pause).await;
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
