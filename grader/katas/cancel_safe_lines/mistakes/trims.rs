//! Misconception: `trim` takes the newline off.
//! Caught by: lines_come_without_their_newline
//! Message: Spaces and tabs belong to the line

use std::io::{Error, ErrorKind};
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

    pub async fn next_line(&mut self) -> std::io::Result<Option<String>> {
        self.reader.read_until(b'\n', &mut self.line).await?;
        if self.line.is_empty() {
            return Ok(None);
        }
        let line = String::from_utf8(std::mem::take(&mut self.line))
            .map_err(|error| Error::new(ErrorKind::InvalidData, error))?;
        Ok(Some(line.trim().to_string()))
    }
}
