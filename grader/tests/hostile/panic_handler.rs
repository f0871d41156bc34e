//! Tries: to bring a panic handler of its own.
//! Verdict: does_not_compile
//! Message: panic_impl

use futures::future::BoxFuture;
#[panic_handler]
fn handler(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
