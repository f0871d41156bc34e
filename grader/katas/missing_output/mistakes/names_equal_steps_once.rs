//! Misconception: A line that is there already need not be written again.
//! Caught by: each_line_is_visible_while_its_step_runs
//! Message: Every step has one line

use std::time::Duration;
use tokio::{
    io::{AsyncWrite, AsyncWriteExt as _},
    time::sleep,
};

pub async fn progress<W: AsyncWrite + Unpin>(
    out: &mut W,
    steps: &[(&str, Duration)],
) -> std::io::Result<()> {
    let mut last = None;
    for (n, p) in steps {
        if last != Some(n) {
            out.write_all(format!("{n}\n").as_bytes()).await?;
            out.flush().await?;
        }
        last = Some(n);
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
