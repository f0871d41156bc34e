//! One byte at a time; the text is built up as far as it is known; the end is remembered.

use std::io::{Error, ErrorKind, Result};
use tokio::io::{AsyncRead, AsyncReadExt as _};

pub struct Lines<R> {
    reader: R,
    line: Vec<u8>,
    at_end: bool,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    pub fn new(reader: R) -> Self {
        Self {
            reader,
            line: Vec::with_capacity(80),
            at_end: false,
        }
    }

    pub async fn next_line(&mut self) -> Result<Option<String>> {
        while !self.at_end {
            match self.reader.read_u8().await {
                Ok(b'\n') => return self.take(),
                Ok(byte) => self.line.push(byte),
                Err(error) if error.kind() == ErrorKind::UnexpectedEof => self.at_end = true,
                Err(error) => return Err(error),
            }
        }
        match self.line.len() {
            0 => Ok(None),
            _ => self.take(),
        }
    }

    fn take(&mut self) -> Result<Option<String>> {
        let line = String::from_utf8(self.line.split_off(0));
        line.map(Some)
            .map_err(|error| Error::new(ErrorKind::InvalidData, error))
    }
}
