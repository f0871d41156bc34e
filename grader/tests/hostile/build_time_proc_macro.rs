//! Tries: to bring a compiler plug-in.
//! Verdict: does_not_compile
//! Message: proc-macro

use futures::future::BoxFuture;
#[proc_macro]
pub fn evil(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    input
}

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
