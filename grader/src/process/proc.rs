//! What Linux tells of processes in `/proc`.

use std::{fs, path::Path, time::Duration};

/// The CPU time that all threads of a process have used, also if it has ended and is not reaped yet.
pub fn cpu_time(process: u32) -> Option<Duration> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The second field is a name in parentheses, which may hold anything; the 14th and 15th are ticks.
    let fields = stat.rsplit_once(')')?.1.split_whitespace();
    let ticks = fields.skip(11).take(2);
    let ticks: u64 = ticks.map(|ticks| ticks.parse().unwrap_or(0)).sum();
    let per_second = rustix::param::clock_ticks_per_second();
    Some(Duration::from_millis(ticks * 1000 / per_second.max(1)))
}

/// Whether the process and its descendants have more than `most` threads.
pub fn has_more_threads_than(process: u32, most: usize) -> bool {
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

/// The children of this process, over all its threads.
pub fn own_children() -> impl Iterator<Item = u32> {
    let threads = fs::read_dir("/proc/self/task").into_iter().flatten();
    threads
        .flatten()
        .flat_map(|thread| children_of(&thread.path()))
}

/// The processes that the thread behind this folder of `/proc` has started.
fn children_of(task: &Path) -> Vec<u32> {
    let ids = fs::read_to_string(task.join("children")).unwrap_or_default();
    ids.split_whitespace().flat_map(str::parse).collect()
}
