//! Misconception: write writes all it is given, in ordinary code too.
//! Caught by: progress_sync_survives_short_writes
//! Message: whoever does not look loses the rest

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
        let _ = out.write(format!("{name}\n").as_bytes())?;
        out.flush()?;
        work(name);
    }
    Ok(())
}
