//! Misconception: A piece of text is text.
//! Caught by: a_dropped_future_loses_no_half_character
//! Message: keep bytes until the line is complete

use std::io::{Error, ErrorKind, Result};
use tokio::io::{AsyncRead, AsyncReadExt as _};

pub struct Lines<R> {
    reader: R,
    text: String,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    pub fn new(reader: R) -> Self {
        Self {
            reader,
            text: String::new(),
        }
    }

    pub async fn next_line(&mut self) -> Result<Option<String>> {
        loop {
            if let Some((line, rest)) = self.text.split_once('\n') {
                let (line, rest) = (line.to_string(), rest.to_string());
                self.text = rest;
                return Ok(Some(line));
            }
            let mut piece = [0; 1024];
            let n = self.reader.read(&mut piece).await?;
            if n == 0 {
                break;
            }
            let piece = std::str::from_utf8(&piece[..n]);
            self.text += piece.map_err(|error| Error::new(ErrorKind::InvalidData, error))?;
        }
        match self.text.is_empty() {
            true => Ok(None),
            false => Ok(Some(std::mem::take(&mut self.text))),
        }
    }
}
