//! tokio's own `Lines`, which is cancel safe.

use std::io::Result;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};

pub struct Lines<R> {
    inner: tokio::io::Lines<BufReader<R>>,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    pub fn new(reader: R) -> Self {
        Self {
            inner: BufReader::new(reader).lines(),
        }
    }

    pub async fn next_line(&mut self) -> Result<Option<String>> {
        self.inner.next_line().await
    }
}
