//! The crate `futures` for an answer whose threads are run in every order: its `block_on` waits with `std::thread`, so
//! that it can be followed.
//!
//! The real one waits with the real std, which blocks all threads of the program at once.

pub use futures::*;

pub mod executor {
    pub use futures::executor::*;
    use std::{
        future::Future,
        pin::pin,
        sync::{
            Arc,
            atomic::{AtomicBool, Ordering::SeqCst},
        },
        task::{Context, Poll, Wake, Waker},
        thread::{self, Thread},
    };

    /// The real one's contract.
    pub fn block_on<F: Future>(future: F) -> F::Output {
        let signal = Arc::new(Signal {
            thread: thread::current(),
            is_woken: AtomicBool::new(false),
        });
        let waker = Waker::from(signal.clone());
        let mut future = pin!(future);
        loop {
            if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
                return output;
            }
            while !signal.is_woken.swap(false, SeqCst) {
                thread::park();
            }
        }
    }

    struct Signal {
        thread: Thread,
        is_woken: AtomicBool,
    }

    impl Wake for Signal {
        fn wake(self: Arc<Self>) {
            self.is_woken.store(true, SeqCst);
            self.thread.unpark();
        }
    }
}
