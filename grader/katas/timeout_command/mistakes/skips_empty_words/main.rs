//! Misconception: An empty argument is none.
//! Caught by: bad_arguments_end_in_an_error
//! Message: Scripts see only the exit code

use std::{env, process::ExitCode, time::Duration};
use timeout_command::{Task, parse, run};

#[tokio::main]
async fn main() -> ExitCode {
    // Returning an `Err` from `main` would exit with 1 as well, but print it in its `Debug` form
    // after `Error:`. What a person reads is worth three lines.
    match real_main().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("ERROR: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn real_main() -> anyhow::Result<()> {
    let args: Vec<String> = env::args()
        .skip(1)
        .filter(|word| !word.is_empty())
        .collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let (mode, limit, count) = parse(&words)?;
    let report = run(mode, limit, (1..=count).map(task).collect()).await;
    println!("{}", line("finished", &report.finished));
    println!("{}", line("failed", &report.failed));
    println!("{}", line("killed", &report.killed));
    Ok(())
}

/// Task k sleeps k times 100 ms.
fn task(k: usize) -> Task {
    let work = async move {
        tokio::time::sleep(Duration::from_millis(100 * k as u64)).await;
        Ok(())
    };
    (format!("task-{k}"), Box::pin(work))
}

/// The word with its colon, then the names, if there are any.
fn line(word: &str, names: &[String]) -> String {
    let mut line = format!("{word}:");
    for name in names {
        line.push(' ');
        line.push_str(name);
    }
    line
}
