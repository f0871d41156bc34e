//! Lines from a reader, also if nobody waits for one to its end.

use std::io::{Error, ErrorKind, Result};
use tokio::io::{AsyncRead, AsyncReadExt as _};

/// Gives the lines of what it reads, one after the other.
pub struct Lines<R> {
    reader: R,
    /// What was read and not given yet. It lives here and not in `next_line`, whose variables are
    /// gone when its future is dropped.
    unread: Vec<u8>,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    /// The lines that come out of `reader`.
    pub fn new(reader: R) -> Self {
        Self {
            reader,
            unread: Vec::new(),
        }
    }

    /// The next line without its newline; `None` at the end. Dropping the future loses nothing.
    pub async fn next_line(&mut self) -> Result<Option<String>> {
        let mut searched = 0;
        loop {
            let newline = self.unread[searched..].iter().position(|&b| b == b'\n');
            if let Some(at) = newline {
                let mut line: Vec<u8> = self.unread.drain(..=searched + at).collect();
                line.pop();
                return text(line).map(Some);
            }
            searched = self.unread.len();
            // The only `.await`, and `read_buf` is cancel safe: either it has appended, or it has
            // read nothing. The count in `searched` may get lost, for it only saves time.
            if self.reader.read_buf(&mut self.unread).await? == 0 {
                break;
            }
        }
        match self.unread.is_empty() {
            true => Ok(None),
            false => text(std::mem::take(&mut self.unread)).map(Some),
        }
    }
}

/// The text of a whole line: only here, where no character can be cut in two.
fn text(line: Vec<u8>) -> Result<String> {
    String::from_utf8(line).map_err(|error| Error::new(ErrorKind::InvalidData, error))
}
