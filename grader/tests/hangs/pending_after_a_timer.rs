//! A hand-written future that sees its timer end, sets the next one and does not poll it.
//! Check: ends_on_the_paused_clock
//! Says: a lost wake-up

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::time::{Sleep, sleep};

const PAUSE: Duration = Duration::from_millis(10);

struct Rounds {
    left: u32,
    pause: Pin<Box<Sleep>>,
}

impl Future for Rounds {
    type Output = u32;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        ready!(self.pause.as_mut().poll(cx));
        self.left -= 1;
        if self.left == 0 {
            return Poll::Ready(7);
        }
        self.pause = Box::pin(sleep(PAUSE));
        Poll::Pending // <- here
    }
}

pub async fn go() -> u32 {
    let pause = Box::pin(sleep(PAUSE));
    Rounds { left: 100, pause }.await
}
