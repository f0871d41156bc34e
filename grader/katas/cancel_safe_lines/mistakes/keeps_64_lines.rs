//! Misconception: One read never gives more than a few lines.
//! Caught by: at_the_end_there_is_none
//! Message: must be kept for the next call

use std::{collections::VecDeque, io, mem};
use tokio::io::{AsyncRead, AsyncReadExt as _};

pub struct Lines<R> {
    reader: R,
    line: Vec<u8>,
    complete: VecDeque<Vec<u8>>,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    pub fn new(reader: R) -> Self {
        Self {
            reader,
            line: Vec::new(),
            complete: VecDeque::new(),
        }
    }

    pub async fn next_line(&mut self) -> io::Result<Option<String>> {
        while self.complete.is_empty() {
            let mut bytes = [0; 4096];
            let count = self.reader.read(&mut bytes).await?;
            if count == 0 {
                break;
            }
            for byte in &bytes[..count] {
                if *byte == b'\n' {
                    let line = mem::take(&mut self.line);
                    if self.complete.len() < 64 {
                        self.complete.push_back(line);
                    }
                } else {
                    self.line.push(*byte);
                }
            }
        }
        let line = match self.complete.pop_front() {
            Some(line) => line,
            None if self.line.is_empty() => return Ok(None),
            None => mem::take(&mut self.line),
        };
        String::from_utf8(line)
            .map(Some)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }
}
