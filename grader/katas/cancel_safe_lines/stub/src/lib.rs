//! Lines from a reader, also if nobody waits for one to its end.

#![expect(
    dead_code,
    reason = "a stub uses nothing; delete this attribute when you have filled it in"
)]

use tokio::io::AsyncRead;

/// Gives the lines of what it reads, one after the other.
pub struct Lines<R> {
    reader: R,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    /// The lines that come out of `reader`.
    pub fn new(reader: R) -> Self {
        Self { reader }
    }

    /// The next line without its newline; `None` at the end. Dropping the future loses nothing.
    pub async fn next_line(&mut self) -> std::io::Result<Option<String>> {
        todo!()
    }
}
