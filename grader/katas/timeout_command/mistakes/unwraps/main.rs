//! Misconception: A bad argument is a bug, so `unwrap` is fine.
//! Caught by: bad_arguments_end_in_an_error
//! Message: What a person typed wrong is no panic

use std::{env, process::ExitCode, time::Duration};
use timeout_command::{Task, parse, run};

#[tokio::main]
async fn main() -> ExitCode {
    match real_main().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("ERROR: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn real_main() -> anyhow::Result<()> {
    let args: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let (mode, limit, count) = parse(&words).unwrap();
    let report = run(mode, limit, (1..=count).map(task).collect()).await;
    println!("{}", line("finished", &report.finished));
    println!("{}", line("failed", &report.failed));
    println!("{}", line("killed", &report.killed));
    Ok(())
}

fn task(k: usize) -> Task {
    let work = async move {
        tokio::time::sleep(Duration::from_millis(100 * k as u64)).await;
        Ok(())
    };
    (format!("task-{k}"), Box::pin(work))
}

fn line(word: &str, names: &[String]) -> String {
    let mut line = format!("{word}:");
    for name in names {
        line.push(' ');
        line.push_str(name);
    }
    line
}
