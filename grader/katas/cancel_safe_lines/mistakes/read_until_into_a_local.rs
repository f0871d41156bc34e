//! Misconception: Only text gets lost, bytes stay in the reader.
//! Caught by: a_dropped_future_loses_nothing
//! Message: Bytes got lost

use std::io::{Error, ErrorKind, Result};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};

pub struct Lines<R> {
    reader: BufReader<R>,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    pub fn new(reader: R) -> Self {
        Self {
            reader: BufReader::new(reader),
        }
    }

    pub async fn next_line(&mut self) -> Result<Option<String>> {
        let mut line = Vec::new();
        if self.reader.read_until(b'\n', &mut line).await? == 0 {
            return Ok(None);
        }
        if line.ends_with(b"\n") {
            line.pop();
        }
        let line = String::from_utf8(line);
        line.map(Some)
            .map_err(|error| Error::new(ErrorKind::InvalidData, error))
    }
}
