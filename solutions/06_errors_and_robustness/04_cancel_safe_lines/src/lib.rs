//! Lines from a reader, also if nobody waits for one to its end.

use std::{io, mem};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};

/// Gives the lines of what it reads, one after the other.
pub struct Lines<R> {
    reader: BufReader<R>,
    /// What was read of the line that comes next. It lives here and not in `next_line`, whose
    /// variables are gone when its future is dropped.
    line: Vec<u8>,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    /// The lines that come out of `reader`.
    pub fn new(reader: R) -> Self {
        Self {
            reader: BufReader::new(reader),
            line: Vec::new(),
        }
    }

    /// The next line without its newline; `None` at the end. Dropping the future loses nothing.
    pub async fn next_line(&mut self) -> io::Result<Option<String>> {
        // The only `.await`. If it is dropped here, what `read_until` has read so far is in our field,
        // and the next call appends to it. So the number that it gives says nothing about the line.
        self.reader.read_until(b'\n', &mut self.line).await?;
        let mut line = mem::take(&mut self.line);
        if line.is_empty() {
            return Ok(None);
        }
        if line.ends_with(b"\n") {
            line.pop();
        }
        // Bytes become text only here, where no character can be cut in two.
        String::from_utf8(line)
            .map(Some)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }
}
