//! Tries: to run before main, and before the key is read.
//! Verdict: does_not_compile
//! Message: link_section

use futures::future::BoxFuture;
#[used]
#[unsafe(link_section = ".init_array")]
static BEFORE_MAIN: extern "C" fn() = before_main;
extern "C" fn before_main() {
    std::process::exit(0);
}

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
