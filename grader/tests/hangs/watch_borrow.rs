//! A value that is sent while its receiver's `borrow` is held.
//! Check: ends
//! Says: at a `watch` channel of which somebody holds a `borrow`

use tokio::sync::watch;

pub async fn go() -> u32 {
    let (sender, receiver) = watch::channel(1);
    let seen = receiver.borrow();
    sender.send_replace(2); // <- here
    *seen
}
