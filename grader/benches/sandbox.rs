//! What the sandbox costs a check: the time from starting a program to its end, alone and locked in.
//! The difference must be 10 ms at most. Prints the medians and fails if it is not so.

use grader::process::{
    limits::Limits,
    sandbox::{self, Mode, Protections, Role, SANDBOX_EXEC, SandboxPolicy},
};
use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::{Duration, Instant},
};

const RUNS: usize = 201;
const MOST: Duration = Duration::from_millis(10);
const PROGRAM: &str = "/usr/bin/true";

fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1);
    if arguments.next().is_some_and(|first| first == SANDBOX_EXEC) {
        // The sandbox starts its own program once more, and here that is this one.
        eprintln!("{:#}", sandbox::enter(arguments));
        return ExitCode::FAILURE;
    }
    let held = Protections::of_this_machine(Mode::Auto).expect("the sandbox can be tried");
    let alone = median(|| Command::new(PROGRAM));
    println!("a program alone: {alone:.1?}; protections here: {held}");
    let mut dearest = Duration::ZERO;
    for (name, loopback) in [("a check", false), ("a check with sockets", true)] {
        let policy = policy(
            Role::Student {
                loopback,
                follows_links: false,
            },
            held,
        );
        let locked_in = median(|| {
            policy
                .command(Path::new(PROGRAM))
                .expect("a policy can be written")
                .command
        });
        let costs = locked_in.saturating_sub(alone);
        println!("{name} locked in: {locked_in:.1?}, so that the sandbox costs {costs:.1?}");
        dearest = dearest.max(costs);
    }
    if dearest <= MOST {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn policy(role: Role, protections: Protections) -> SandboxPolicy {
    let paths = |paths: &[&str]| paths.iter().map(PathBuf::from).collect();
    SandboxPolicy {
        read: paths(&["/usr/lib", "/etc/ld.so.cache"]),
        list: paths(&["/proc/self/task"]),
        execute: paths(&[PROGRAM, "/lib", "/lib64", "/nix/store"]),
        write: vec![],
        role,
        limits: Limits::of_check(Duration::from_secs(5)),
        protections,
    }
}

/// The median time that the command takes from start to end.
fn median(command: impl Fn() -> Command) -> Duration {
    let once = || {
        let started = Instant::now();
        let ended = command().status().expect("it can be started");
        assert!(ended.success(), "it ends well: {ended}");
        started.elapsed()
    };
    let mut times: Vec<Duration> = (0..RUNS).map(|_| once()).collect();
    times.sort();
    times[RUNS / 2]
}
