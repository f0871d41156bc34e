//! A runtime built by hand; the error is printed with its file name and its `Debug` form.

use async_utility::{Log, Sleeps, run_command};
use std::{env, path::Path, process, time::Duration};

fn main() {
    let args: Vec<String> = env::args().collect();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let sleeps = Sleeps {
        foo: Duration::from_millis(100),
        bar: Duration::from_millis(200),
        baz: Duration::from_millis(100),
        slow: Duration::from_millis(300),
    };
    let command = args.get(1).map(|word| word.as_str());
    if let Err(error) = runtime.block_on(run_command(command, sleeps, &Log::new())) {
        let name = Path::new(&args[0]).file_name().unwrap().to_string_lossy();
        eprintln!("ERROR: {name}: {error:?}");
        process::exit(1);
    }
}
