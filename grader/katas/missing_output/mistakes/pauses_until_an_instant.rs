//! Misconception: Now plus a pause is always a time.
//! Caught by: each_line_is_visible_while_its_step_runs
//! Message: a time that does not exist

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
        out.write_all(format!("{n}\n").as_bytes()).await?;
        out.flush().await?;
        let until = tokio::time::Instant::now() + *p;
        tokio::time::sleep_until(until).await
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
