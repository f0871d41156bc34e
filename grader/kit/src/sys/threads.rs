//! The stacks and the CPU time of this process's other threads.

use std::{
    fs, mem, ptr,
    sync::{
        Once,
        atomic::{
            AtomicBool, AtomicI32, AtomicUsize,
            Ordering::{Acquire, Relaxed, Release},
        },
    },
    thread,
    time::{Duration, Instant},
};

/// The longest stack that is taken.
const MAX_FRAMES: usize = 128;
/// How long an interrupted thread may take to answer.
const ANSWER_TIMEOUT: Duration = Duration::from_millis(200);

/// A thread of this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Thread(libc::pid_t);

/// All threads but the one that asks; none where the system does not say.
pub(crate) fn others() -> Vec<Thread> {
    // SAFETY: `gettid` has no arguments and cannot fail.
    let own = unsafe { libc::gettid() };
    let entries = fs::read_dir("/proc/self/task")
        .into_iter()
        .flatten()
        .flatten();
    let ids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    ids.filter(|id| *id != own).map(Thread).collect()
}

impl Thread {
    /// The CPU time that it has used.
    pub(crate) fn cpu_time(self) -> Duration {
        // The kernel's name for the clock of one thread, as in its `posix-timers.h`.
        let clock = (!self.0 << 3) | 6;
        let mut time = libc::timespec {
            tv_sec: 0,
            tv_nsec: 0,
        };
        // SAFETY: the pointer is to a `timespec` of ours that outlives the call.
        let done = unsafe { libc::clock_gettime(clock, &mut time) };
        match (done, time.tv_sec.try_into(), time.tv_nsec.try_into()) {
            (0, Ok(seconds), Ok(nanos)) => Duration::new(seconds, nanos),
            _ => Duration::ZERO,
        }
    }

    /// Interrupts it and takes its stack, as return addresses, the innermost first; empty if it does not
    /// answer. One thread at a time may call this.
    pub(crate) fn stack(self) -> Vec<usize> {
        static READY: Once = Once::new();
        READY.call_once(install_handler);
        REPLY.asked.store(self.0, Release);
        REPLY.done.store(false, Release);
        // SAFETY: the arguments are numbers; the handler for this signal is installed.
        unsafe { libc::syscall(libc::SYS_tgkill, libc::getpid(), self.0, signal()) };
        let asked = Instant::now();
        while !REPLY.done.load(Acquire) {
            if asked.elapsed() > ANSWER_TIMEOUT {
                REPLY.asked.store(0, Release);
                return Vec::new();
            }
            thread::sleep(Duration::from_micros(200));
        }
        let addresses = &REPLY.addresses[..REPLY.count.load(Relaxed)];
        let addresses = addresses.iter().map(|address| address.load(Relaxed));
        addresses.collect()
    }
}

/// Where an interrupted thread leaves its stack: a static of atomics, because a signal handler may neither
/// allocate nor lock.
struct Reply {
    /// The thread that is to answer. One that answers too late must not spoil the next reply.
    asked: AtomicI32,
    addresses: [AtomicUsize; MAX_FRAMES],
    count: AtomicUsize,
    done: AtomicBool,
}

static REPLY: Reply = Reply {
    asked: AtomicI32::new(0),
    addresses: [const { AtomicUsize::new(0) }; MAX_FRAMES],
    count: AtomicUsize::new(0),
    done: AtomicBool::new(false),
};

fn signal() -> libc::c_int {
    libc::SIGRTMIN() + 5
}

fn install_handler() {
    // SAFETY: all-zero bytes are a valid `sigaction`, and the handler has the type that SA_SIGINFO stands
    // for. The handler itself touches atomics only, but it also unwinds, and that is async-signal-safe only
    // where the unwinder finds a frame's table with `_dl_find_object`: with gcc 12 and glibc 2.35 or newer.
    // Elsewhere `dl_iterate_phdr` takes a lock of the dynamic loader. If the interrupted thread holds it, the
    // thread deadlocks; `Thread::stack` then gives up on it, and the process is about to end anyway.
    unsafe {
        let mut action: libc::sigaction = mem::zeroed();
        action.sa_sigaction = leave_stack as *const () as usize;
        action.sa_flags = libc::SA_SIGINFO | libc::SA_RESTART | libc::SA_ONSTACK;
        libc::sigaction(signal(), &action, ptr::null_mut());
    }
}

/// The instruction at which a thread was interrupted; 0 on a processor that is not known here.
fn next_instruction(context: &libc::ucontext_t) -> usize {
    #[cfg(target_arch = "x86_64")]
    return context.uc_mcontext.gregs[libc::REG_RIP as usize] as usize;
    #[cfg(target_arch = "aarch64")]
    return context.uc_mcontext.pc as usize;
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    {
        let _ = context;
        0
    }
}

extern "C" fn leave_stack(_: libc::c_int, _: *mut libc::siginfo_t, context: *mut libc::c_void) {
    // SAFETY: `gettid` has no arguments and cannot fail.
    if REPLY.asked.load(Acquire) != unsafe { libc::gettid() } {
        return;
    }
    let mut count = 0;
    // SAFETY: for a handler with SA_SIGINFO the kernel's third argument is a `ucontext_t`.
    let interrupted = next_instruction(unsafe { &*context.cast() });
    // SAFETY: several threads may unwind at once; only turning addresses into names needs a lock.
    unsafe {
        backtrace::trace_unsynchronized(|frame| {
            let mut address = frame.ip() as usize;
            if address == interrupted {
                // The frames so far are this handler's own. Every other address is the one after a call;
                // this one is of the next instruction, so it becomes one after it.
                count = 0;
                address += 1;
            }
            REPLY.addresses[count].store(address, Relaxed);
            count += 1;
            count < MAX_FRAMES
        });
    }
    REPLY.count.store(count, Relaxed);
    REPLY.done.store(true, Release);
}
