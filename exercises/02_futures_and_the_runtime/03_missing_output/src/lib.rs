//! Progress lines that are visible while the work goes on.

#![expect(
    unused_variables,
    reason = "a stub uses nothing; delete this attribute when you have filled it in"
)]

use std::time::Duration;
use tokio::io::AsyncWrite;

/// For every step: writes its name as a line that the other side can read at once, then pauses.
pub async fn progress<W: AsyncWrite + Unpin>(
    out: &mut W,
    steps: &[(&str, Duration)],
) -> std::io::Result<()> {
    todo!()
}

/// For every step: writes its name as a line that the other side can read at once, then calls `work`.
pub fn progress_sync<W: std::io::Write>(
    out: &mut W,
    steps: &[&str],
    work: impl FnMut(&str),
) -> std::io::Result<()> {
    todo!()
}
