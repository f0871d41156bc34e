//! Runs one program to its end, whatever it does: with limits, with its output kept small, and with nothing
//! of it alive afterwards.

use super::{
    child::{Running, kill_orphans},
    limits::Limits,
    outcome::{KillReason, ProcessOutcome},
    output_reader::OutputReader,
};
use anyhow::{Context as _, Result};
use kata_protocol::TimeHad;
use std::{
    fs,
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    process::{ChildStdin, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

/// Runs a foreign `command` with `input` on its stdin, until it has ended or had to be killed over one of
/// those `limits` that are counted from outside: wall time, output, threads, and the bytes in `folders`, which
/// are all that it may write to.
///
/// # Errors
///
/// The machine's. Nothing of the program is alive afterwards, also after an error.
pub fn run(
    mut command: Command,
    input: &str,
    limits: &Limits,
    folders: &[PathBuf],
) -> Result<ProcessOutcome> {
    let (reader, writer) = io::pipe().context("failed to make a pipe")?;
    command
        .stdin(Stdio::piped())
        .stdout(writer.try_clone().context("failed to copy a pipe")?)
        .stderr(writer);
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let started = Instant::now();
    let mut running = Running::start(&mut command)?;
    // The command holds the pipe's writing ends; while they are open the reader waits.
    drop(command);
    let mut output = OutputReader::start(reader, limits.kept_output)?;
    let feeder = feed(running.child.stdin.take(), input)?;
    let watch = Watch {
        started,
        limits,
        folders,
        output: &mut output,
    };
    let killed = watch.wait_for(&mut running)?;
    let took = started.elapsed();
    running.kill();
    let cpu = cpu_time_of(&running);
    let status = running.reap()?;
    kill_orphans();
    // Every process that could read this input is dead by now.
    let _ = feeder.join();
    Ok(ProcessOutcome {
        status,
        killed,
        output: output.finish(),
        took,
        cpu,
    })
}

/// Runs a program of ours, such as cargo, to its end, and gives what it wrote to the pipes of `command`.
///
/// # Errors
///
/// The machine's.
pub fn output(command: &mut Command) -> Result<Output> {
    let mut running = Running::start(command)?;
    let (stdout, stderr) = (running.child.stdout.take(), running.child.stderr.take());
    let read = |pipe: Option<Box<dyn io::Read + Send>>| {
        let read = move || {
            let mut bytes = Vec::new();
            // What came until an error is all there is.
            let _ = pipe.map(|mut pipe| pipe.read_to_end(&mut bytes));
            bytes
        };
        let reader = thread::Builder::new().spawn(read);
        reader.context("failed to start a thread")
    };
    let stderr = read(stderr.map(|pipe| Box::new(pipe) as _))?;
    let stdout = read(stdout.map(|pipe| Box::new(pipe) as _))?;
    let [stdout, stderr] = [stdout, stderr].map(|reader| reader.join().unwrap_or_default());
    // It has closed its output: now it ends.
    while !running.has_ended()? {
        thread::sleep(Duration::from_millis(1));
    }
    let status = running.reap()?;
    Ok(Output {
        status,
        stdout,
        stderr,
    })
}

/// Writes `input` to a program on a thread of its own: it may not read, and has its deadline all the same.
fn feed(stdin: Option<ChildStdin>, input: &str) -> Result<thread::JoinHandle<()>> {
    let input = input.to_string();
    let write = move || {
        if let Some(mut stdin) = stdin {
            // A program that does not read its input is judged by how it ends.
            let _ = stdin.write_all(input.as_bytes());
        }
    };
    let feeder = thread::Builder::new().spawn(write);
    feeder.context("failed to start a thread")
}

/// What is counted while a program runs.
struct Watch<'a> {
    started: Instant,
    limits: &'a Limits,
    folders: &'a [PathBuf],
    output: &'a mut OutputReader,
}

/// The shortest time between two counts of files and threads.
const COUNT_EVERY: Duration = Duration::from_millis(20);

/// How long a program is left alone between two looks at whether it has ended: short at first, and again when
/// its output has ended.
const SHORTEST_PAUSE: Duration = Duration::from_micros(200);
const LONGEST_PAUSE: Duration = Duration::from_millis(5);

impl Watch<'_> {
    /// Waits until the program has ended or has to be killed.
    fn wait_for(self, running: &mut Running) -> Result<Option<KillReason>> {
        let mut pause = SHORTEST_PAUSE;
        let mut counted = self.started;
        let mut had = TimeHad::default();
        loop {
            if running.has_ended()? {
                return Ok(None);
            }
            if self.output.total() > self.limits.output {
                return Ok(Some(KillReason::Output));
            }
            if had.is_over(self.limits.wall_time) {
                return Ok(Some(KillReason::WallTime));
            }
            // Most programs are done before there is anything to count; one that runs long is counted less
            // often.
            let pause_between = (self.started.elapsed() / 10).clamp(COUNT_EVERY, COUNT_EVERY * 10);
            if counted.elapsed() > pause_between {
                counted = Instant::now();
                had.note(self.started.elapsed(), cpu_time_of(running));
                if let Some(reason) = self.count(running) {
                    return Ok(Some(reason));
                }
            }
            let has_ended = self.output.ends_within(pause);
            pause = if has_ended {
                SHORTEST_PAUSE
            } else {
                (pause * 5 / 4).min(LONGEST_PAUSE)
            };
        }
    }

    fn count(&self, running: &Running) -> Option<KillReason> {
        let has_filled = |most| hold_more_than(self.folders, most);
        if self.limits.disk.is_some_and(has_filled) {
            return Some(KillReason::Disk);
        }
        has_more_threads_than(running, self.limits.threads).then_some(KillReason::Threads)
    }
}

/// Whether the files below `folders` have more than `most` bytes; every file counts as a block at least.
fn hold_more_than(folders: &[PathBuf], most: u64) -> bool {
    const BLOCK: u64 = 4096;
    let mut bytes = 0;
    let mut folders = folders.to_vec();
    while let Some(folder) = folders.pop() {
        // What is gone or closed by now is not counted.
        for entry in list(&folder) {
            let Ok(data) = entry.metadata() else {
                continue;
            };
            bytes += data.len().max(BLOCK);
            if bytes > most {
                return true;
            }
            if data.is_dir() {
                folders.push(entry.path());
            }
        }
    }
    false
}

fn list(folder: &Path) -> impl Iterator<Item = fs::DirEntry> {
    fs::read_dir(folder).into_iter().flatten().flatten()
}

#[cfg(target_os = "linux")]
fn has_more_threads_than(running: &Running, most: usize) -> bool {
    super::proc::has_more_threads_than(running.child.id(), most)
}

#[cfg(not(target_os = "linux"))]
fn has_more_threads_than(_: &Running, _: usize) -> bool {
    false
}

#[cfg(target_os = "linux")]
fn cpu_time_of(running: &Running) -> Option<Duration> {
    super::proc::cpu_time(running.child.id())
}

#[cfg(not(target_os = "linux"))]
fn cpu_time_of(_: &Running) -> Option<Duration> {
    None
}
