//! `read_until` appends to what is kept.

use std::io::{Error, ErrorKind, Result};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};

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

    pub async fn next_line(&mut self) -> Result<Option<String>> {
        let read = self.reader.read_until(b'\n', &mut self.line).await?;
        if read == 0 && self.line.is_empty() {
            return Ok(None);
        }
        let mut line = std::mem::take(&mut self.line);
        if line.last() == Some(&b'\n') {
            line.pop();
        }
        let line = String::from_utf8(line);
        line.map(Some)
            .map_err(|error| Error::new(ErrorKind::InvalidData, error))
    }
}
