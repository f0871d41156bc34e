//! `read_buf` appends to a field, which is searched for a newline.

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
        let mut searched = 0;
        loop {
            let newline = self.unread[searched..].iter().position(|&b| b == b'\n');
            if let Some(at) = newline {
                let mut line: Vec<u8> = self.unread.drain(..=searched + at).collect();
                line.pop();
                return text(line).map(Some);
            }
            searched = self.unread.len();
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

fn text(line: Vec<u8>) -> Result<String> {
    String::from_utf8(line).map_err(|error| Error::new(ErrorKind::InvalidData, error))
}
