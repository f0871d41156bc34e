//! The kit's few calls into the operating system that have no safe form in std.
#![expect(unsafe_code, reason = "each call has its SAFETY comment")]

use std::{
    mem::ManuallyDrop,
    sync::Arc,
    task::{RawWaker, RawWakerVTable, Waker},
    time::Duration,
};

/// Somebody who is told what is done with a waker.
pub trait Observer: Send + Sync + 'static {
    /// It is being cloned, which is what keeping it begins with: who is told what is done with the
    /// clone?
    fn cloned(self: &Arc<Self>) -> Arc<Self>;
    /// It was called.
    fn woken(&self);
}

/// A waker that tells `observer` when it is called and when it is cloned. With `std::task::Wake`,
/// which is safe, nobody can see the cloning.
pub fn observed_waker<O: Observer>(observer: Arc<O>) -> Waker {
    // SAFETY: the data is what `Arc::into_raw` gave for an `O`, which is what every function of the
    // table for `O` expects, and each of them takes or leaves exactly the count that its name stands
    // for. `O` is `Send` and `Sync`.
    unsafe { Waker::new(Arc::into_raw(observer).cast(), table::<O>()) }
}

fn table<O: Observer>() -> &'static RawWakerVTable {
    &const {
        RawWakerVTable::new(
            clone_waker::<O>,
            wake::<O>,
            wake_by_ref::<O>,
            drop_waker::<O>,
        )
    }
}

/// # Safety
///
/// Like the three below: `data` is a pointer of [`observed_waker`] for the same `O`, whose count the
/// waker holds.
unsafe fn clone_waker<O: Observer>(data: *const ()) -> RawWaker {
    // SAFETY: the pointer came from `Arc::into_raw`, and the count stays with the waker that is being
    // cloned.
    let observer = ManuallyDrop::new(unsafe { Arc::from_raw(data.cast::<O>()) });
    RawWaker::new(Arc::into_raw(observer.cloned()).cast(), table::<O>())
}

unsafe fn wake<O: Observer>(data: *const ()) {
    // SAFETY: the count of the waker that is used up here is given back at the end.
    unsafe { Arc::from_raw(data.cast::<O>()) }.woken();
}

unsafe fn wake_by_ref<O: Observer>(data: *const ()) {
    // SAFETY: the waker that is being called keeps it alive during this call.
    unsafe { &*data.cast::<O>() }.woken();
}

unsafe fn drop_waker<O: Observer>(data: *const ()) {
    // SAFETY: this is the end of a waker, and its count is given back.
    drop(unsafe { Arc::from_raw(data.cast::<O>()) });
}

/// Ends the process at once: no destructor, no exit handler of a student's runs any more.
pub fn exit_now() -> ! {
    #[cfg(unix)]
    // SAFETY: `_exit` takes no pointers, touches no Rust state and does not return.
    unsafe {
        libc::_exit(0)
    }
    #[cfg(not(unix))]
    std::process::exit(0)
}

/// Makes this process's memory unreadable through `/proc` for anybody who is not root.
///
/// A second lock where the sandbox hides `/proc` already, the only one where there is no sandbox.
pub fn hide_memory() {
    #[cfg(target_os = "linux")]
    // SAFETY: `PR_SET_DUMPABLE` takes one integer and no pointers.
    unsafe {
        libc::prctl(libc::PR_SET_DUMPABLE, 0);
    }
}

/// The CPU time that all threads of this process have used so far; `None` where nobody can tell.
///
/// Who sleeps uses none, however long it takes and however busy the machine is.
pub fn cpu_time() -> Option<Duration> {
    #[cfg(unix)]
    {
        let mut time = libc::timespec {
            tv_sec: 0,
            tv_nsec: 0,
        };
        // SAFETY: the pointer is to a `timespec` of ours that outlives the call.
        let done = unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) };
        let (seconds, nanos) = (time.tv_sec.try_into(), time.tv_nsec.try_into());
        match (done, seconds, nanos) {
            (0, Ok(seconds), Ok(nanos)) => Some(Duration::new(seconds, nanos)),
            _ => None,
        }
    }
    #[cfg(not(unix))]
    None
}

/// How often a thread of this process has left a core to others although it wanted to go on; `None`
/// where nobody can tell.
///
/// Who sleeps hardly ever does, however busy the machine is. Who calls `yield_now` again and again does
/// all the time there, and then uses so little CPU time that [`cpu_time`] does not show it.
pub fn times_pushed_aside() -> Option<u64> {
    #[cfg(target_os = "linux")]
    {
        let mut usage = std::mem::MaybeUninit::<libc::rusage>::zeroed();
        // SAFETY: the pointer is to a `rusage` of ours that outlives the call.
        let done = unsafe { libc::getrusage(libc::RUSAGE_SELF, usage.as_mut_ptr()) };
        // SAFETY: it is made of numbers, for which zeros will do.
        let usage = unsafe { usage.assume_init() };
        match done {
            0 => usage.ru_nivcsw.try_into().ok(),
            _ => None,
        }
    }
    #[cfg(not(target_os = "linux"))]
    None
}

/// The module (program or shared library) that `address` is in: where it begins and its file's name.
pub fn module_of(address: usize) -> Option<(usize, String)> {
    #[cfg(unix)]
    {
        let mut found = std::mem::MaybeUninit::<libc::Dl_info>::zeroed();
        // SAFETY: any address may be asked about, and the pointer is to a `Dl_info` of ours.
        let known = unsafe { libc::dladdr(address as *const _, found.as_mut_ptr()) };
        // SAFETY: all-zero bytes are a valid `Dl_info`.
        let found = unsafe { found.assume_init() };
        if known == 0 || found.dli_fname.is_null() {
            return None;
        }
        // SAFETY: the name is a C string that lives as long as its module, and none is unloaded.
        let name = unsafe { std::ffi::CStr::from_ptr(found.dli_fname) };
        Some((
            found.dli_fbase as usize,
            name.to_string_lossy().into_owned(),
        ))
    }
    #[cfg(not(unix))]
    {
        let _ = address;
        None
    }
}

/// The address of a function of the C library; 0 where nobody can tell.
pub fn some_function_of_c() -> usize {
    #[cfg(unix)]
    return libc::getpid as *const () as usize;
    #[cfg(not(unix))]
    0
}

/// Looks at the stacks of this process's other threads.
#[cfg(target_os = "linux")]
pub mod threads {
    use crate::stack::{self, DEEPEST};
    use std::{
        fs, mem, ptr,
        sync::atomic::{
            AtomicBool, AtomicI32, AtomicUsize,
            Ordering::{Acquire, Relaxed, Release},
        },
        thread,
        time::{Duration, Instant},
    };

    /// Where an interrupted thread leaves its stack: a signal handler may not allocate.
    static ADDRESSES: [AtomicUsize; DEEPEST] = [const { AtomicUsize::new(0) }; DEEPEST];
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    /// Who is to leave it: another one comes too late, and must not spoil it.
    static ASKED: AtomicI32 = AtomicI32::new(0);
    static DONE: AtomicBool = AtomicBool::new(false);

    /// A thread of this process.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Thread(libc::pid_t);

    /// All threads but the one that asks; none where the system does not say.
    pub fn others() -> Vec<Thread> {
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
        pub fn cpu_time(self) -> Duration {
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

        /// Interrupts it and takes its stack. One thread at a time may call this.
        pub fn stack(self) -> Vec<String> {
            static READY: std::sync::Once = std::sync::Once::new();
            READY.call_once(listen);
            ASKED.store(self.0, Release);
            DONE.store(false, Release);
            // SAFETY: the arguments are numbers; the handler for this signal is installed.
            unsafe { libc::syscall(libc::SYS_tgkill, libc::getpid(), self.0, signal()) };
            let asked = Instant::now();
            while !DONE.load(Acquire) {
                if asked.elapsed() > Duration::from_millis(200) {
                    ASKED.store(0, Release);
                    return Vec::new();
                }
                thread::sleep(Duration::from_micros(200));
            }
            let count = COUNT.load(Relaxed);
            let addresses = ADDRESSES[..count]
                .iter()
                .map(|address| address.load(Relaxed));
            addresses.filter_map(stack::written).collect()
        }
    }

    fn signal() -> libc::c_int {
        libc::SIGRTMIN() + 5
    }

    fn listen() {
        // SAFETY: all-zero bytes are a valid `sigaction`, the handler has the type that SA_SIGINFO
        // stands for, and it does only what a signal handler may.
        unsafe {
            let mut action: libc::sigaction = mem::zeroed();
            action.sa_sigaction = leave_stack as *const () as usize;
            action.sa_flags = libc::SA_SIGINFO | libc::SA_RESTART | libc::SA_ONSTACK;
            libc::sigaction(signal(), &action, ptr::null_mut());
        }
    }

    /// The instruction at which a thread was interrupted; 0 where nobody can tell.
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
        if ASKED.load(Acquire) != unsafe { libc::gettid() } {
            return;
        }
        let mut count = 0;
        // SAFETY: for a handler with SA_SIGINFO the kernel's third argument is a `ucontext_t`.
        let interrupted = next_instruction(unsafe { &*context.cast() });
        // SAFETY: others that walk a stack at the same moment are other threads, which the unwinder
        // allows; what is not allowed to happen twice at once is turning addresses into names.
        unsafe {
            backtrace::trace_unsynchronized(|frame| {
                let mut address = frame.ip() as usize;
                if address == interrupted {
                    // What came before is this handler, which is not what the thread was doing. Every
                    // other address is the one behind a call; this one is of what comes next.
                    count = 0;
                    address += 1;
                }
                ADDRESSES[count].store(address, Relaxed);
                count += 1;
                count < DEEPEST
            });
        }
        COUNT.store(count, Relaxed);
        DONE.store(true, Release);
    }
}
