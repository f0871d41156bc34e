//! Hidden checks of `async_semaphore`.
use async_semaphore as k;
/// A.
/// Promises: 1
fn plain() {
  let s = k::Semaphore::new(1); s.free(); drop(kata_kit::futures::executor::block_on(s.acquire()));
}
