//! The program: `async_utility <command>`.

/// Runs the command with `async_utility::run_command` and sleeps of your own, shows the lines of the
/// log and, if there was an error, says so.
fn main() {
    todo!()
}
