//! A waker whose owner learns of every clone and every call.

use std::{
    mem::ManuallyDrop,
    sync::Arc,
    task::{RawWaker, RawWakerVTable, Waker},
};

/// Learns what is done with a waker.
pub(crate) trait Observer: Send + Sync + 'static {
    /// It is being cloned, as by a future that keeps it. Gives the observer of the clone.
    fn cloned(self: &Arc<Self>) -> Arc<Self>;
    /// It was called.
    fn woken(&self);
}

/// A waker that tells `observer` when it is called and when it is cloned. With `std::task::Wake`,
/// which is safe, the cloning cannot be seen.
pub(crate) fn observed_waker<O: Observer>(observer: Arc<O>) -> Waker {
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
