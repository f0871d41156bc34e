//! A process that ends with the one that has started it, however that ends: killed, too, and on every system.

use super::child;
use crate::util::notice;
use std::{
    env, io,
    path::Path,
    process::{Command, Stdio},
    thread,
};

/// Set for a process that must not outlive the one that started it: it ends when its stdin does.
const TIED: &str = "KATA_ENDS_WITH_STDIN";

/// The grader `program`, to be started by this process and to end with it. Whoever starts it keeps its stdin.
pub fn command(program: &Path) -> Command {
    let mut command = Command::new(program);
    // A group of its own, so that a cargo in it ends with it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.env(TIED, "1").stdin(Stdio::piped());
    command
}

/// Whether this process ends with the one that has started it.
pub fn is_tied() -> bool {
    env::var_os(TIED).is_some()
}

/// Makes `command` one that knows nothing of this.
pub fn forget(command: &mut Command) -> &mut Command {
    command.env_remove(TIED)
}

/// Ends this process together with the one that has started it, if it is tied to it, and writes notices for it. Call
/// it once, at the start.
pub fn end_with_the_starter() {
    if !is_tied() {
        return;
    }
    notice::write_for_a_program();
    let ends = || {
        // Nothing is ever written there: it ends when the other process does.
        let _ = io::copy(&mut io::stdin(), &mut io::sink());
        end_all();
    };
    // Where the system has no thread left this process ends by itself, later.
    let _ = thread::Builder::new().spawn(ends);
}

/// Ends this process and whatever it started.
fn end_all() {
    // These have groups of their own. Only Linux ends them with this process.
    child::kill_all();
    #[cfg(unix)]
    {
        use rustix::process::{Signal, getpgrp, getpid, kill_current_process_group};
        if getpgrp() == getpid() {
            let _ = kill_current_process_group(Signal::KILL);
        }
    }
    std::process::exit(crate::exit_code::Exit::OurFailure as i32);
}
