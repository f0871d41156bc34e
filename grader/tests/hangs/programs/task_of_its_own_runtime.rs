//! A runtime that `main` builds, with a task that blocks its only worker.
//! Check: the_program_prints_three_lines
//! Says: blocked here, in `std::thread::park`

fn main() {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    let runtime = builder.worker_threads(1).build().unwrap();
    let task = runtime.spawn(async {
        std::thread::park(); // <- here
    });
    runtime.block_on(task).unwrap() // <- here
}
