//! The process as a whole: its end, its memory, its CPU time, its modules.

use std::time::Duration;

/// Ends the process at once: destructors and exit handlers of the student's do not run.
pub(crate) fn exit_without_cleanup() -> ! {
    #[cfg(unix)]
    // SAFETY: `_exit` takes no pointers, touches no Rust state and does not return.
    unsafe {
        libc::_exit(0)
    }
    #[cfg(not(unix))]
    std::process::exit(0)
}

/// Makes this process's memory unreadable, by `ptrace` and through `/proc`, for anybody who is not root.
///
/// Where there is a sandbox, it hides `/proc` already; elsewhere this is the only protection.
pub(crate) fn deny_ptrace() {
    #[cfg(target_os = "linux")]
    // SAFETY: `PR_SET_DUMPABLE` takes one integer and no pointers.
    unsafe {
        libc::prctl(libc::PR_SET_DUMPABLE, 0);
    }
}

/// The CPU time that all threads of this process have used so far; `None` where the system does not say.
///
/// A thread that sleeps uses none, however long it sleeps and however busy the machine is.
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

/// The involuntary context switches of this process (`ru_nivcsw`): how often a thread had to leave a core
/// although it could have gone on. `None` where the system does not say.
///
/// A thread that sleeps has hardly any, however busy the machine is. A thread that calls `yield_now` in a loop
/// has many on a busy machine, where it uses so little CPU time that [`cpu_time`] does not show it.
pub fn involuntary_context_switches() -> Option<u64> {
    #[cfg(target_os = "linux")]
    return usage_of(libc::RUSAGE_SELF)?.ru_nivcsw.try_into().ok();
    #[cfg(not(target_os = "linux"))]
    None
}

/// The voluntary context switches of this thread (`ru_nvcsw`): how often it went to sleep. `None` where the system
/// does not say.
///
/// A thread that is woken when there is something to do has few. One that looks for itself every few milliseconds
/// has many, although it uses next to no CPU time.
pub fn voluntary_context_switches() -> Option<u64> {
    #[cfg(target_os = "linux")]
    return usage_of(libc::RUSAGE_THREAD)?.ru_nvcsw.try_into().ok();
    #[cfg(not(target_os = "linux"))]
    None
}

#[cfg(target_os = "linux")]
fn usage_of(whom: libc::c_int) -> Option<libc::rusage> {
    let mut usage = std::mem::MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: the pointer is to a `rusage` of ours that outlives the call.
    let done = unsafe { libc::getrusage(whom, usage.as_mut_ptr()) };
    // SAFETY: it is made of numbers, for which zeros will do.
    let usage = unsafe { usage.assume_init() };
    (done == 0).then_some(usage)
}

/// The module (program or shared library) that `address` is in: where it begins and its file's name.
pub(crate) fn module_of(address: usize) -> Option<(usize, String)> {
    #[cfg(unix)]
    {
        let found = dynamic_symbol(address)?;
        Some((found.dli_fbase as usize, text(found.dli_fname)?))
    }
    #[cfg(not(unix))]
    {
        let _ = address;
        None
    }
}

/// The name of the exported function at `address`. Unlike debug information it costs nothing to read.
pub(crate) fn exported_function(address: usize) -> Option<String> {
    #[cfg(unix)]
    return text(dynamic_symbol(address)?.dli_sname);
    #[cfg(not(unix))]
    {
        let _ = address;
        None
    }
}

#[cfg(unix)]
fn dynamic_symbol(address: usize) -> Option<libc::Dl_info> {
    let mut found = std::mem::MaybeUninit::<libc::Dl_info>::zeroed();
    // SAFETY: any address may be asked about, and the pointer is to a `Dl_info` of ours.
    let known = unsafe { libc::dladdr(address as *const _, found.as_mut_ptr()) };
    // SAFETY: all-zero bytes are a valid `Dl_info`.
    let found = unsafe { found.assume_init() };
    (known != 0).then_some(found)
}

/// The text of a name in a `Dl_info`.
#[cfg(unix)]
fn text(name: *const libc::c_char) -> Option<String> {
    if name.is_null() {
        return None;
    }
    // SAFETY: the name is a C string that lives as long as its module, and none is unloaded.
    let name = unsafe { std::ffi::CStr::from_ptr(name) };
    Some(name.to_string_lossy().into_owned())
}

/// The address of some function of the C library, to find the library by; 0 where the system does not say.
pub(crate) fn libc_address() -> usize {
    #[cfg(unix)]
    return libc::getpid as *const () as usize;
    #[cfg(not(unix))]
    0
}
