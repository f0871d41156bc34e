//! tokio's `Split`, and a text made of each segment.

use std::io::{Error, ErrorKind, Result};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};

pub struct Lines<R> {
    inner: tokio::io::Split<BufReader<R>>,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    pub fn new(reader: R) -> Self {
        Self {
            inner: BufReader::new(reader).split(b'\n'),
        }
    }

    pub async fn next_line(&mut self) -> Result<Option<String>> {
        let Some(line) = self.inner.next_segment().await? else {
            return Ok(None);
        };
        match String::from_utf8(line) {
            Ok(line) => Ok(Some(line)),
            Err(error) => Err(Error::new(ErrorKind::InvalidData, error)),
        }
    }
}
