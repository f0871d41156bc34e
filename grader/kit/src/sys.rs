//! The kit's few calls into the operating system that have no safe form in std.
#![expect(unsafe_code, reason = "each call has its SAFETY comment")]

use crate::wakes::Seen;
use std::{
    sync::Arc,
    task::{RawWaker, RawWakerVTable, Waker},
    time::Duration,
};

/// A waker that tells `seen` when it is called and when it is cloned. With `std::task::Wake`, which
/// is safe, nobody can see the cloning.
pub fn waker_that_is_seen(seen: Arc<Seen>) -> Waker {
    // SAFETY: the data is what `Arc::into_raw` gave, which is what every function of the table
    // expects, and each of them takes or leaves exactly the count that its name stands for. `Seen`
    // is `Send` and `Sync`.
    unsafe { Waker::new(Arc::into_raw(seen).cast(), &SEEN) }
}

static SEEN: RawWakerVTable =
    RawWakerVTable::new(clone_seen, wake_seen, wake_seen_by_ref, drop_seen);

/// # Safety
///
/// Like the three below: `data` is a pointer of [`waker_that_is_seen`] whose count the waker holds.
unsafe fn clone_seen(data: *const ()) -> RawWaker {
    // SAFETY: the pointer came from `Arc::into_raw` and is alive; the new waker gets its own count.
    unsafe { Arc::increment_strong_count(data.cast::<Seen>()) };
    // SAFETY: the waker that is being cloned keeps it alive during this call.
    unsafe { &*data.cast::<Seen>() }.cloned();
    RawWaker::new(data, &SEEN)
}

unsafe fn wake_seen(data: *const ()) {
    // SAFETY: the count of the waker that is used up here is given back at the end.
    unsafe { Arc::from_raw(data.cast::<Seen>()) }.woken();
}

unsafe fn wake_seen_by_ref(data: *const ()) {
    // SAFETY: the waker that is being called keeps it alive during this call.
    unsafe { &*data.cast::<Seen>() }.woken();
}

unsafe fn drop_seen(data: *const ()) {
    // SAFETY: this is the end of a waker, and its count is given back.
    drop(unsafe { Arc::from_raw(data.cast::<Seen>()) });
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
