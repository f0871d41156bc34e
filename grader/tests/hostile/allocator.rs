//! Tries: to watch the key go by in an allocator of its own.
//! Verdict: does_not_compile
//! Message: unsafe

use futures::future::BoxFuture;
struct Spy;
unsafe impl std::alloc::GlobalAlloc for Spy {
    unsafe fn alloc(&self, layout: std::alloc::Layout) -> *mut u8 {
        unsafe { std::alloc::System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: std::alloc::Layout) {
        unsafe { std::alloc::System.dealloc(pointer, layout) }
    }
}
#[global_allocator]
static SPY: Spy = Spy;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
