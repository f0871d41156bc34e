//! Tries: to learn something from the environment while it is compiled.
//! Verdict: failed
//! Message: nothing known

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let known = [
        option_env!("HOME"), option_env!("USER"), option_env!("CI"), option_env!("CARGO_MANIFEST_DIR"),
        option_env!("GITHUB_TOKEN"), option_env!("GITHUB_REPOSITORY"), option_env!("PWD"),
    ];
    if known.iter().all(Option::is_none) {
        panic!("nothing known");
    }
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
