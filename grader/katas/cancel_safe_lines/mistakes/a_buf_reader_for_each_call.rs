//! Misconception: A `BufReader` can be made anew for every line.
//! Caught by: lines_come_without_their_newline
//! Message: promised

use std::io::Result;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};

pub struct Lines<R> {
    reader: R,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    pub fn new(reader: R) -> Self {
        Self { reader }
    }

    pub async fn next_line(&mut self) -> Result<Option<String>> {
        BufReader::new(&mut self.reader).lines().next_line().await
    }
}
