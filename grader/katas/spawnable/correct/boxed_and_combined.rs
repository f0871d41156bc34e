//! Boxed futures and combinators; the number is parsed wide and made narrow.

use futures::{
    FutureExt as _,
    future::{BoxFuture, lazy},
};
use std::{error::Error, future::Future, sync::Arc, time::Duration};
use tokio::time::sleep;

fn boxed(name: Arc<str>, pause: Duration) -> BoxFuture<'static, anyhow::Result<String>> {
    lazy(move |_| sleep(pause))
        .flatten()
        .map(move |()| Ok(name.to_string()))
        .boxed()
}

pub fn job(
    name: &str,
    pause: Duration,
) -> impl Future<Output = anyhow::Result<String>> + Send + use<> {
    boxed(name.into(), pause)
}

pub fn job_static(
    name: &str,
    pause: Duration,
) -> impl Future<Output = anyhow::Result<String>> + Send + 'static {
    boxed(name.into(), pause)
}

pub fn parse_port(s: &str) -> Result<u16, Box<dyn Error + Send + Sync + 'static>> {
    let wide: i64 = s.parse()?;
    let port = u16::try_from(wide)?;
    Ok(port)
}
