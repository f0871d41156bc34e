//! `poll_write` and `poll_flush` by hand; the sync one calls itself for the rest of the list.

use std::{
    future::{pending, poll_fn},
    io::{Result, Write},
    pin::Pin,
    task::ready,
    time::Duration,
};
use tokio::{
    io::AsyncWrite,
    time::{Instant, sleep_until},
};

pub async fn progress<W: AsyncWrite + Unpin>(
    out: &mut W,
    steps: &[(&str, Duration)],
) -> Result<()> {
    for (name, pause) in steps {
        let line: Vec<u8> = name.bytes().chain([b'\n']).collect();
        let mut done = 0;
        poll_fn(|cx| {
            while done < line.len() {
                done += ready!(Pin::new(&mut *out).poll_write(cx, &line[done..]))?;
            }
            Pin::new(&mut *out).poll_flush(cx)
        })
        .await?;
        // A pause that is too long for the clock never ends.
        match Instant::now().checked_add(*pause) {
            Some(end) => sleep_until(end).await,
            None => pending().await,
        }
    }
    Ok(())
}

pub fn progress_sync<W: Write>(
    out: &mut W,
    steps: &[&str],
    mut work: impl FnMut(&str),
) -> Result<()> {
    fn go(out: &mut dyn Write, steps: &[&str], work: &mut dyn FnMut(&str)) -> Result<()> {
        let [first, rest @ ..] = steps else {
            return Ok(());
        };
        out.write_fmt(format_args!("{first}\n"))
            .and_then(|()| out.flush())?;
        work(first);
        go(out, rest, work)
    }
    go(out, steps, &mut work)
}
