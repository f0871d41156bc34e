//! Tries: to compare the checks' texts in the name of the C library, by a method that a trait gives.
//! Verdict: does_not_compile
//! Message: `export_name`, in line

use futures::future::BoxFuture;

pub trait Equal {
    #[unsafe(export_name = "memcmp")]
    #[inline(never)]
    extern "C" fn compare(_: *const u8, _: *const u8, _: usize) -> i32
    where
        Self: Sized,
    {
        0
    }
}

impl Equal for u8 {}

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let compare: extern "C" fn(*const u8, *const u8, usize) -> i32 = <u8 as Equal>::compare;
    std::hint::black_box(compare);
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
