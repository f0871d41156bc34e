//! Misconception: The kind of an error says all of it.
//! Caught by: progress_returns_errors_at_once
//! Message: Return the error that you got

use std::time::Duration;
use tokio::{
    io::{AsyncWrite, AsyncWriteExt as _},
    time::sleep,
};

pub async fn progress<W: AsyncWrite + Unpin>(
    out: &mut W,
    steps: &[(&str, Duration)],
) -> std::io::Result<()> {
    for (n, p) in steps {
        out.write_all(format!("{n}\n").as_bytes())
            .await
            .map_err(|e| std::io::Error::from(e.kind()))?;
        out.flush().await?;
        sleep(*p).await
    }
    Ok(())
}
pub fn progress_sync<W: std::io::Write>(
    out: &mut W,
    steps: &[&str],
    mut work: impl FnMut(&str),
) -> std::io::Result<()> {
    for name in steps {
        writeln!(out, "{name}")?;
        out.flush()?;
        work(name);
    }
    Ok(())
}
