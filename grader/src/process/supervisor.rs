//! Runs one foreign program to its end, whatever it does: with a deadline, with its output kept
//! small, and with nothing of it alive afterwards.

use crate::util::notice;
use anyhow::{Context as _, Result};
use std::{
    collections::BTreeSet,
    fs,
    io::{self, Read as _, Write as _},
    path::Path,
    process::{Child, Command, ExitStatus, Output, Stdio},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

/// Limits that are enforced from outside: on wall time, on output, and on what no limit of the kernel's
/// counts.
#[derive(Debug, Clone, Copy)]
pub struct Bounds<'a> {
    /// Wall time after which it is killed.
    pub time: Duration,
    /// Bytes of output that are kept, from the beginning.
    pub kept: usize,
    /// Bytes of output after which it is killed.
    pub flood: u64,
    /// The folder that it may fill with this many bytes in all, if that is bounded.
    pub folder: Option<(&'a Path, u64)>,
    /// How many threads it and its children may have at a time.
    pub threads: usize,
}

/// How a program ended.
#[derive(Debug)]
pub struct Ended {
    /// Its exit status.
    pub status: ExitStatus,
    /// Which limit of ours it was killed over, if it was.
    pub killed: Option<Killed>,
    /// The beginning of its stdout and stderr, in the order written.
    pub output: String,
    /// How long it ran.
    pub took: Duration,
    /// The CPU time of all its threads, where the system tells.
    pub cpu: Option<Duration>,
}

impl Ended {
    /// Whether it came to its end by itself and says that all went well.
    pub fn succeeded(&self) -> bool {
        self.killed.is_none() && self.status.success()
    }

    /// The signal that ended it, if one did.
    pub fn signal(&self) -> Option<i32> {
        #[cfg(unix)]
        return std::os::unix::process::ExitStatusExt::signal(&self.status);
        #[cfg(not(unix))]
        None
    }
}

/// The limit over which a program was killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Killed {
    /// Its time was over.
    TimeOver,
    /// It had used up its CPU time.
    CpuTime,
    /// It wrote more than anybody reads.
    Flood,
    /// It filled its folder.
    Disk,
    /// It wrote a file that was too large.
    FileSize,
    /// It had too many threads.
    Threads,
}

/// The programs that are running now: every other child of this process is a stray.
static RUNNING: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

/// Makes orphans of the programs that are run become children of this process, so that none
/// escapes. Call it once, at the start.
pub fn adopt_orphans() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::set_child_subreaper(Some(rustix::process::getpid())) {
        notice::print(&format!(
            "warning: left-over processes of a check may survive it ({error})"
        ));
    }
}

/// Runs `command` with `input` on its stdin, until it has ended or had to be killed. Nothing of it is
/// alive afterwards, also after an error, which is the machine's.
pub fn run(mut command: Command, input: &str, bounds: Bounds<'_>) -> Result<Ended> {
    let (reader, writer) = std::io::pipe().context("failed to make a pipe")?;
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
    let listener = Listener::start(reader, bounds.kept)?;
    let feeder = feed(running.child.stdin.take(), input)?;
    let killed = wait(&mut running.child, started, bounds, &listener)?;
    let took = started.elapsed();
    kill_all_of(&mut running.child);
    let cpu = cpu_time_of(&running.child);
    let status = running.reap()?;
    kill_strays();
    // Whoever could read what it is given is dead by now.
    let _ = feeder.join();
    Ok(Ended {
        status,
        killed,
        output: listener.finish(),
        took,
        cpu,
    })
}

/// Runs a program of ours, such as cargo, to its end. It is known as one, so that nobody takes it for a
/// stray.
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
    while !has_ended(&mut running.child)? {
        thread::sleep(Duration::from_millis(1));
    }
    let status = running.reap()?;
    Ok(Output {
        status,
        stdout,
        stderr,
    })
}

/// A program that is running. Dropped before it was reaped, after an error, it is killed.
struct Running {
    child: Child,
    reaped: bool,
}

impl Running {
    fn start(command: &mut Command) -> Result<Self> {
        // Held while the child is born, so that it is never taken for a stray.
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        let child = command.spawn();
        let child =
            child.with_context(|| format!("failed to start {:?}", command.get_program()))?;
        running.insert(child.id());
        Ok(Self {
            child,
            reaped: false,
        })
    }

    /// Waits for a program that is dead or about to be. Its number is free for others from then on, so it
    /// is forgotten under the same lock.
    fn reap(&mut self) -> Result<ExitStatus> {
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        let status = self.child.wait().context("failed to wait for a program")?;
        running.remove(&self.child.id());
        self.reaped = true;
        Ok(status)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.reaped {
            kill_all_of(&mut self.child);
            // There is an error on its way already.
            let _ = self.reap();
        }
    }
}

/// Writes `input` to a program on a thread of its own: it may not read, and has its deadline all the same.
fn feed(stdin: Option<std::process::ChildStdin>, input: &str) -> Result<thread::JoinHandle<()>> {
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

/// The CPU time of a program that has ended and is not reaped yet.
#[cfg(target_os = "linux")]
fn cpu_time_of(child: &Child) -> Option<Duration> {
    let stat = fs::read_to_string(format!("/proc/{}/stat", child.id())).ok()?;
    // The second field is a name in parentheses, which may hold anything; the 14th and 15th are ticks.
    let fields = stat.rsplit_once(')')?.1.split_whitespace();
    let ticks: u64 = fields
        .skip(11)
        .take(2)
        .map(|ticks| ticks.parse().unwrap_or(0))
        .sum();
    let per_second = rustix::param::clock_ticks_per_second();
    Some(Duration::from_millis(ticks * 1000 / per_second.max(1)))
}

#[cfg(not(target_os = "linux"))]
fn cpu_time_of(_child: &Child) -> Option<Duration> {
    None
}

/// Waits until the program has ended (it is not reaped yet, so that its id stays its own) or has
/// to be killed.
fn wait(
    child: &mut Child,
    started: Instant,
    bounds: Bounds<'_>,
    listener: &Listener,
) -> Result<Option<Killed>> {
    let mut pause = Duration::from_micros(200);
    let mut counted = started;
    loop {
        if has_ended(child)? {
            return Ok(None);
        }
        if listener.total.load(Ordering::Relaxed) > bounds.flood {
            return Ok(Some(Killed::Flood));
        }
        if started.elapsed() > bounds.time {
            return Ok(Some(Killed::TimeOver));
        }
        // Most programs are done before there is anything to count; who runs long is counted less often.
        let pause_between = (started.elapsed() / 10).clamp(COUNT_EVERY, COUNT_EVERY * 10);
        if counted.elapsed() > pause_between {
            counted = Instant::now();
            if bounds
                .folder
                .is_some_and(|(folder, most)| holds_more_than(folder, most))
            {
                return Ok(Some(Killed::Disk));
            }
            if has_more_threads_than(child.id(), bounds.threads) {
                return Ok(Some(Killed::Threads));
            }
        }
        thread::sleep(pause);
        pause = (pause * 5 / 4).min(Duration::from_millis(5));
    }
}

const COUNT_EVERY: Duration = Duration::from_millis(20);

/// Whether the files below `folder` have more than `most` bytes; every file counts as a block at least.
fn holds_more_than(folder: &Path, most: u64) -> bool {
    const BLOCK: u64 = 4096;
    let mut bytes = 0;
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        // What is gone or closed by now is not counted.
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
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

/// Whether the process and its descendants have more than `most` threads.
#[cfg(target_os = "linux")]
fn has_more_threads_than(process: u32, most: usize) -> bool {
    let mut threads = 0;
    let mut processes = vec![process];
    while let Some(process) = processes.pop() {
        let tasks = fs::read_dir(format!("/proc/{process}/task"));
        for task in tasks.into_iter().flatten().flatten() {
            threads += 1;
            if threads > most {
                return true;
            }
            processes.extend(children_of(&task.path()));
        }
    }
    false
}

#[cfg(not(target_os = "linux"))]
fn has_more_threads_than(_process: u32, _most: usize) -> bool {
    false
}

/// The processes that the thread behind this folder of `/proc` has started.
#[cfg(target_os = "linux")]
fn children_of(task: &Path) -> Vec<u32> {
    let ids = fs::read_to_string(task.join("children")).unwrap_or_default();
    ids.split_whitespace().flat_map(str::parse).collect()
}

#[cfg(unix)]
fn has_ended(child: &mut Child) -> Result<bool> {
    use rustix::process::{WaitId, WaitIdOptions, waitid};
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    let state =
        waitid(WaitId::Pid(pid(child)?), options).context("failed to wait for a program")?;
    Ok(state.is_some())
}

#[cfg(unix)]
fn pid(child: &Child) -> Result<rustix::process::Pid> {
    let raw = i32::try_from(child.id()).ok();
    raw.and_then(rustix::process::Pid::from_raw)
        .context("failed to read a process id")
}

#[cfg(not(unix))]
fn has_ended(child: &mut Child) -> Result<bool> {
    Ok(child
        .try_wait()
        .context("failed to wait for a program")?
        .is_some())
}

/// Kills the program and its whole process group. Whatever is gone already needs no killing.
#[cfg(unix)]
pub fn kill_all_of(child: &mut Child) {
    use rustix::process::{Signal, kill_process_group};
    if let Ok(pid) = pid(child) {
        let _ = kill_process_group(pid, Signal::KILL);
    }
    let _ = child.kill();
}

/// Kills the program and everything it started, as far as Windows knows its descendants.
#[cfg(not(unix))]
pub fn kill_all_of(child: &mut Child) {
    let id = child.id().to_string();
    let mut taskkill = Command::new("taskkill");
    taskkill
        .args(["/T", "/F", "/PID", &id])
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let _ = taskkill.status();
    let _ = child.kill();
}

/// Kills what left its process group: its parent is dead, so it is this process's child by now.
/// The children of a killed stray come next, until there are none.
#[cfg(target_os = "linux")]
pub fn kill_strays() {
    use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};
    for _ in 0..10_000 {
        let running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        let strays = children().into_iter().filter(|pid| !running.contains(pid));
        let strays: Vec<Pid> = strays
            .filter_map(|pid| Pid::from_raw(i32::try_from(pid).ok()?))
            .collect();
        drop(running);
        if strays.is_empty() {
            return;
        }
        for pid in strays {
            let _ = kill_process(pid, Signal::KILL);
            let _ = waitpid(Some(pid), WaitOptions::empty());
        }
    }
}

/// The children of this process, over all its threads.
#[cfg(target_os = "linux")]
fn children() -> Vec<u32> {
    let threads = fs::read_dir("/proc/self/task").into_iter().flatten();
    threads
        .flatten()
        .flat_map(|thread| children_of(&thread.path()))
        .collect()
}

/// Elsewhere orphans go to the system, which ends them.
#[cfg(not(target_os = "linux"))]
pub fn kill_strays() {}

/// Reads a program's output to its end on a thread of its own, and keeps the beginning.
struct Listener {
    total: Arc<AtomicU64>,
    kept: mpsc::Receiver<Vec<u8>>,
}

impl Listener {
    fn start(mut pipe: std::io::PipeReader, keep: usize) -> Result<Self> {
        let total = Arc::new(AtomicU64::new(0));
        let (done, kept) = mpsc::channel();
        let count = total.clone();
        let read = move || {
            let mut beginning = Vec::new();
            let mut buffer = vec![0; 64 * 1024];
            while let Ok(n @ 1..) = pipe.read(&mut buffer) {
                count.fetch_add(n as u64, Ordering::Relaxed);
                let room = keep.saturating_sub(beginning.len());
                beginning.extend_from_slice(&buffer[..n.min(room)]);
            }
            // Nobody may be listening any more: then the output came too late to matter.
            let _ = done.send(beginning);
        };
        let reader = thread::Builder::new().spawn(read);
        reader.context("failed to start a thread")?;
        Ok(Self { total, kept })
    }

    /// What was kept. Where a stray could not be killed and holds the pipe open, what it says is
    /// not waited for.
    fn finish(self) -> String {
        let kept = self
            .kept
            .recv_timeout(Duration::from_secs(2))
            .unwrap_or_default();
        String::from_utf8_lossy(&kept).into_owned()
    }
}
