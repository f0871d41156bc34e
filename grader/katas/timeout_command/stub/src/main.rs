//! The program: `timeout_command <mode> <limit in ms> <number of tasks>`.

/// Reads the command line with `timeout_command::parse`, makes `task-1`, `task-2` and so on, where
/// task k sleeps k times 100 ms, runs them with `timeout_command::run` and prints the report.
fn main() {
    todo!()
}
