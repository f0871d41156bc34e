//! Misconception: White space at the ends of a name is noise.
//! Caught by: the_line_is_out_before_the_work_begins
//! Message: just as it was given

use std::time::Duration;
use tokio::{
    io::{AsyncWrite, AsyncWriteExt as _},
    time::sleep,
};
pub async fn progress<W: AsyncWrite + Unpin>(
    out: &mut W,
    steps: &[(&str, Duration)],
) -> std::io::Result<()> {
    for (name, pause) in steps {
        out.write_all(format!("{name}\n").as_bytes()).await?;
        out.flush().await?;
        sleep(*pause).await;
    }
    Ok(())
}

pub fn progress_sync<W: std::io::Write>(
    out: &mut W,
    steps: &[&str],
    mut work: impl FnMut(&str),
) -> std::io::Result<()> {
    for n in steps {
        writeln!(out, "{}", n.trim())?;
        out.flush()?;
        work(n)
    }
    Ok(())
}
