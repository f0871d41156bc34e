//! Tries: to put code where the linker keeps something else.
//! Verdict: does_not_compile
//! Message: `link_section`, in line

use futures::future::BoxFuture;

pub struct Anything;

impl Anything {
    #[unsafe(link_section = ".init_array")]
    pub extern "C" fn method() {
        std::process::exit(0)
    }
}

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    std::hint::black_box(Anything::method as extern "C" fn());
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
