//! Misconception: Any executor can be called inside itself.
//! Caught by: it_can_be_nested
//! Message: It could not be called inside itself

use std::future::Future;

pub fn block_on<F: Future>(fut: F) -> F::Output {
    futures::executor::block_on(fut)
}
