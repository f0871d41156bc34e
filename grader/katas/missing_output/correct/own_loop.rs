//! `write` in a loop of its own, names and newlines apart; the sync one is a `try_for_each`.

use std::{
    io::{Error, ErrorKind, Result, Write},
    time::Duration,
};
use tokio::io::{AsyncWrite, AsyncWriteExt as _};

async fn put<W: AsyncWrite + Unpin>(out: &mut W, mut bytes: &[u8]) -> Result<()> {
    while !bytes.is_empty() {
        match out.write(bytes).await? {
            0 => return Err(Error::from(ErrorKind::WriteZero)),
            n => bytes = &bytes[n..],
        }
    }
    Ok(())
}

pub async fn progress<W: AsyncWrite + Unpin>(
    out: &mut W,
    steps: &[(&str, Duration)],
) -> Result<()> {
    for &(name, pause) in steps {
        put(out, name.as_bytes()).await?;
        out.flush().await?;
        put(out, b"\n").await?;
        out.flush().await?;
        let _ = tokio::time::timeout(pause, std::future::pending::<()>()).await;
    }
    Ok(())
}

pub fn progress_sync<W: Write>(
    out: &mut W,
    steps: &[&str],
    mut work: impl FnMut(&str),
) -> Result<()> {
    steps.iter().try_for_each(|name| {
        out.write_all(name.as_bytes())?;
        out.write_all(b"\n")?;
        out.flush()?;
        work(name);
        Ok(())
    })
}
