//! Tries: to stop the grader with a signal.
//! Verdict: failed
//! Message: no signal

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let parent = std::os::unix::process::parent_id().to_string();
    let sent = ["/bin/kill", "/usr/bin/kill", "/bin/sh"]
        .iter()
        .any(|program| std::process::Command::new(program).args(["-9", &parent]).status().is_ok());
    if !sent {
        panic!("no signal");
    }
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
