//! Misconception: A panic ends everything, so nothing must be put back.
//! Caught by: a_dropped_future_loses_nothing
//! Message: Bytes got lost with the future

use std::{io, mem};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};

/* Puts the bytes back when it is dropped. */
struct Back<'a>(&'a mut Vec<u8>, Vec<u8>);

impl Drop for Back<'_> {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            *self.0 = mem::take(&mut self.1);
        }
    }
}

pub struct Lines<R> {
    reader: BufReader<R>,
    line: Vec<u8>,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    pub fn new(reader: R) -> Self {
        Self {
            reader: BufReader::new(reader),
            line: Vec::new(),
        }
    }

    pub async fn next_line(&mut self) -> io::Result<Option<String>> {
        let begun = mem::take(&mut self.line);
        let mut back = Back(&mut self.line, begun);
        self.reader.read_until(b'\n', &mut back.1).await?;
        let mut line = mem::take(&mut back.1);
        if line.is_empty() {
            return Ok(None);
        }
        line.pop_if(|last| *last == b'\n');
        String::from_utf8(line)
            .map(Some)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }
}
