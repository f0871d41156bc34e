//! Misconception: A `String` that is kept makes `read_line` cancel safe.
//! Caught by: a_dropped_future_loses_nothing
//! Message: `read_line` is not cancel safe

use std::io::Result;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};

pub struct Lines<R> {
    reader: BufReader<R>,
    line: String,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    pub fn new(reader: R) -> Self {
        Self {
            reader: BufReader::new(reader),
            line: String::new(),
        }
    }

    pub async fn next_line(&mut self) -> Result<Option<String>> {
        if self.reader.read_line(&mut self.line).await? == 0 && self.line.is_empty() {
            return Ok(None);
        }
        let mut line = std::mem::take(&mut self.line);
        if line.ends_with('\n') {
            line.pop();
        }
        Ok(Some(line))
    }
}
