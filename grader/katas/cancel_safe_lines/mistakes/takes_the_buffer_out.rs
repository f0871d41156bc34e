//! Misconception: What is put back later is not lost.
//! Caught by: a_dropped_future_loses_nothing
//! Message: Bytes got lost

use std::io::{Error, ErrorKind, Result};
use tokio::io::{AsyncRead, AsyncReadExt as _};

pub struct Lines<R> {
    reader: R,
    unread: Vec<u8>,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    pub fn new(reader: R) -> Self {
        Self {
            reader,
            unread: Vec::new(),
        }
    }

    pub async fn next_line(&mut self) -> Result<Option<String>> {
        let mut unread = std::mem::take(&mut self.unread);
        let mut searched = 0;
        loop {
            let newline = unread[searched..].iter().position(|&b| b == b'\n');
            if let Some(at) = newline {
                let mut line: Vec<u8> = unread.drain(..=searched + at).collect();
                line.pop();
                self.unread = unread;
                return text(line).map(Some);
            }
            searched = unread.len();
            if self.reader.read_buf(&mut unread).await? == 0 {
                break;
            }
        }
        match unread.is_empty() {
            true => Ok(None),
            false => text(unread).map(Some),
        }
    }
}

fn text(line: Vec<u8>) -> Result<String> {
    String::from_utf8(line).map_err(|error| Error::new(ErrorKind::InvalidData, error))
}
