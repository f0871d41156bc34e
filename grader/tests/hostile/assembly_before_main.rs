//! Tries: to run before main, by way of assembly that the linker puts there.
//! Verdict: does_not_compile
//! Message: `naked_asm`, in line

use futures::future::BoxFuture;

#[unsafe(naked)]
pub extern "C" fn with_more_behind_it() {
    std::arch::naked_asm!(
        "ret",
        ".pushsection .init_array,\"aw\"",
        ".quad 2f",
        ".popsection",
        "2: mov eax, 231",
        "mov edi, 0",
        "syscall",
    );
}

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    std::hint::black_box(with_more_behind_it as extern "C" fn());
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
