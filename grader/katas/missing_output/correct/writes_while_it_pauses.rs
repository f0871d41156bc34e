//! Writing and pausing begin together; a failure ends both. Buffers of their own around the writers.

use futures::future::{TryFutureExt as _, try_join};
use std::{
    io::{LineWriter, Result, Write},
    time::Duration,
};
use tokio::{
    io::{AsyncWrite, AsyncWriteExt as _, BufWriter},
    time::sleep,
};

pub async fn progress<W: AsyncWrite + Unpin>(
    out: &mut W,
    steps: &[(&str, Duration)],
) -> Result<()> {
    for (name, pause) in steps {
        let say = async {
            let mut buffer = BufWriter::with_capacity(4, &mut *out);
            buffer.write_all(name.as_bytes()).await?;
            buffer.write_u8(b'\n').await?;
            buffer.flush().await
        };
        let pause = async {
            sleep(*pause).await;
            Ok(())
        };
        try_join(say, pause).map_ok(drop).await?;
    }
    Ok(())
}

pub fn progress_sync<W: Write>(
    out: &mut W,
    steps: &[&str],
    mut work: impl FnMut(&str),
) -> Result<()> {
    let mut lines = LineWriter::new(out);
    for name in steps {
        lines.write_all(format!("{name}\n").as_bytes())?;
        lines.flush()?;
        work(name);
    }
    Ok(())
}
