//! Misconception: Control characters at the end of a line do not belong to it.
//! Caught by: lines_come_without_their_newline
//! Message: everything else belongs to it

use std::{io, mem};
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

    pub async fn next_line(&mut self) -> io::Result<Option<String>> {
        self.reader.read_until(b'\n', &mut self.line).await?;
        let mut line = mem::take(&mut self.line);
        if line.is_empty() {
            return Ok(None);
        }
        while line.pop_if(|last| last.is_ascii_control()).is_some() {}
        String::from_utf8(line)
            .map(Some)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }
}
