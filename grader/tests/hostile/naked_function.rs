//! Tries: to bring assembly along, in a function that anybody may call.
//! Verdict: does_not_compile
//! Message: `naked_asm`, in line

use futures::future::BoxFuture;

#[unsafe(naked)]
extern "C" fn leave() {
    std::arch::naked_asm!("mov eax, 231", "mov edi, 0", "syscall");
}

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    leave();
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
