//! Progress lines that are visible while the work goes on.

use std::time::Duration;
use tokio::{
    io::{AsyncWrite, AsyncWriteExt as _},
    time::sleep,
};

/// For every step: writes its name as a line that the other side can read at once, then pauses.
pub async fn progress<W: AsyncWrite + Unpin>(
    out: &mut W,
    steps: &[(&str, Duration)],
) -> std::io::Result<()> {
    for (name, pause) in steps {
        out.write_all(format!("{name}\n").as_bytes()).await?;
        // Whatever `out` is, a buffer may be part of it: without this the line could wait in there
        // until long after the pause.
        out.flush().await?;
        sleep(*pause).await;
    }
    Ok(())
}

/// For every step: writes its name as a line that the other side can read at once, then calls `work`.
pub fn progress_sync<W: std::io::Write>(
    out: &mut W,
    steps: &[&str],
    mut work: impl FnMut(&str),
) -> std::io::Result<()> {
    for name in steps {
        // `writeln!` is made of `write_all`: it does not stop at a part.
        writeln!(out, "{name}")?;
        out.flush()?;
        work(name);
    }
    Ok(())
}
