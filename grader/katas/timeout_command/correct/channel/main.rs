//! A runtime built by hand; the output goes out in one piece, without a last line feed.

use std::{env, process, time::Duration};
use timeout_command as library;

fn main() {
    let args: Vec<String> = env::args().collect();
    let args: Vec<&str> = args[1..].iter().map(|arg| &**arg).collect();
    let (mode, limit, count) = library::parse(&args).unwrap_or_else(|error| {
        eprintln!(
            "{} has a complaint.\nERROR: {error:?}",
            env!("CARGO_PKG_NAME")
        );
        process::exit(1)
    });
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    let mut tasks: Vec<library::Task> = Vec::new();
    for k in 1..=count {
        tasks.push((
            format!("task-{k}"),
            Box::pin(async move {
                for _ in 0..k {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
                Ok(())
            }),
        ));
    }
    let library::Report {
        finished,
        failed,
        killed,
    } = runtime.block_on(library::run(mode, limit, tasks));
    let lines = [
        ("finished:", finished),
        ("failed:", failed),
        ("killed:", killed),
    ];
    let lines = lines.map(|(word, names)| {
        let mut words = vec![word.to_string()];
        words.extend(names);
        words.join(" ")
    });
    print!("{}", lines.join("\n"));
}
