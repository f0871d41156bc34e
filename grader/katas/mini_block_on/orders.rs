//! Hidden checks of `mini_block_on` that are run in every order of their threads.

use kata_kit::hang_hint;
use kata_orders::one_of;
use mini_block_on as k;
use std::{
    future::poll_fn,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    task::Poll,
    thread,
};

const GAP: &str = "A wake was lost that came between the poll and the sleep: look whether the waker was called and go to sleep under one lock (and set it under that lock), or with `park`, which remembers an `unpark`.";

/// No wake is lost, in whatever moment it comes.
/// Promises: 6
/// Points: 2
fn no_wake_is_lost() {
    let _hint = hang_hint(GAP);
    let wakes_too_early = one_of([false, true]);
    let is_done = Arc::new(AtomicBool::new(false));
    let mut other = None;
    k::block_on(poll_fn(|cx| {
        if is_done.load(SeqCst) {
            return Poll::Ready(());
        }
        other.get_or_insert_with(|| {
            let (is_done, waker) = (is_done.clone(), cx.waker().clone());
            thread::spawn(move || {
                if wakes_too_early {
                    waker.wake_by_ref();
                }
                is_done.store(true, SeqCst);
                waker.wake();
            })
        });
        Poll::Pending
    }));
    let other = other.expect("a future that was pending has started the thread");
    other.join().expect("waking does not panic");
}
