//! A future written by hand, and an error type of its own.

use std::{
    error::Error,
    fmt,
    future::Future,
    mem::take,
    num::ParseIntError,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::time::{Sleep, sleep};

struct Job {
    name: String,
    pause: Duration,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Job {
    fn new(name: &str, pause: Duration) -> Self {
        Self {
            name: name.into(),
            pause,
            timer: None,
        }
    }
}

impl Future for Job {
    type Output = anyhow::Result<String>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let pause = self.pause;
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep(pause)));
        ready!(timer.as_mut().poll(cx));
        Poll::Ready(Ok(take(&mut self.name)))
    }
}

pub fn job(
    name: &str,
    pause: Duration,
) -> impl Future<Output = anyhow::Result<String>> + Send + use<> {
    Job::new(name, pause)
}

pub fn job_static(
    name: &str,
    pause: Duration,
) -> impl Future<Output = anyhow::Result<String>> + Send + 'static {
    Job::new(name, pause)
}

#[derive(Debug)]
struct NotAPort(ParseIntError);

impl fmt::Display for NotAPort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a port")
    }
}

impl Error for NotAPort {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

pub fn parse_port(s: &str) -> Result<u16, Box<dyn Error + Send + Sync + 'static>> {
    Ok(s.parse().map_err(NotAPort)?)
}
