use crate::engine::{program, shared::Shared};
use ::std::{
    cell::{Cell, UnsafeCell},
    fmt,
    ops::Deref,
    panic::{RefUnwindSafe, UnwindSafe},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Running,
    Done,
    Poisoned,
}

#[derive(Debug)]
pub struct Once {
    shared: Shared,
    state: Cell<State>,
}

// SAFETY: all threads of a program run on one thread of the system.
unsafe impl Send for Once {}
// SAFETY: as above.
unsafe impl Sync for Once {}
impl UnwindSafe for Once {}
impl RefUnwindSafe for Once {}

#[derive(Debug)]
pub struct OnceState(bool);

impl OnceState {
    pub fn is_poisoned(&self) -> bool {
        self.0
    }
}

/// Puts the state to what comes of a panic.
struct OnPanic<'a>(&'a Once, State);

impl Drop for OnPanic<'_> {
    fn drop(&mut self) {
        self.0.state.set(self.1);
        self.0.shared.is_changed();
    }
}

impl Once {
    pub const fn new() -> Self {
        Self {
            shared: Shared::new(),
            state: Cell::new(State::New),
        }
    }

    pub fn call_once<F: FnOnce()>(&self, f: F) {
        assert!(
            self.run(f, State::Poisoned) != State::Poisoned,
            "Once instance has previously been poisoned"
        );
    }

    pub fn call_once_force<F: FnOnce(&OnceState)>(&self, f: F) {
        self.settle();
        let was_poisoned = self.state.get() == State::Poisoned;
        if was_poisoned {
            self.state.set(State::New);
            self.shared.is_touched();
        }
        self.begin(|| f(&OnceState(was_poisoned)), State::Poisoned);
    }

    pub fn is_completed(&self) -> bool {
        self.shared.look("look whether it is done");
        self.state.get() == State::Done
    }

    pub fn wait(&self) {
        program::wait_until("wait until it is done", &|| {
            matches!(self.state.get(), State::Done | State::Poisoned)
        });
        self.shared.is_looked_at();
        assert!(
            self.state.get() == State::Done,
            "Once instance has previously been poisoned"
        );
    }

    fn settle(&self) {
        program::wait_until("see to it that it is done once", &|| {
            self.state.get() != State::Running
        });
        self.shared.is_looked_at();
    }

    fn run(&self, f: impl FnOnce(), after_a_panic: State) -> State {
        self.settle();
        self.begin(f, after_a_panic)
    }

    fn begin(&self, f: impl FnOnce(), after_a_panic: State) -> State {
        if self.state.get() == State::New {
            self.state.set(State::Running);
            self.shared.is_touched();
            let mut on_panic = OnPanic(self, after_a_panic);
            f();
            // That it is done is to be seen by others at a moment of its own.
            program::step("is done");
            on_panic.1 = State::Done;
        }
        self.state.get()
    }
}

impl Default for Once {
    fn default() -> Self {
        Self::new()
    }
}

pub struct OnceLock<T> {
    once: Once,
    value: UnsafeCell<Option<T>>,
}

// SAFETY: as that of std; and all threads of a program run on one thread of the system.
unsafe impl<T: Send> Send for OnceLock<T> {}
// SAFETY: as above.
unsafe impl<T: Send + Sync> Sync for OnceLock<T> {}
impl<T: UnwindSafe> UnwindSafe for OnceLock<T> {}
impl<T: RefUnwindSafe + UnwindSafe> RefUnwindSafe for OnceLock<T> {}

impl<T> OnceLock<T> {
    pub const fn new() -> Self {
        Self {
            once: Once::new(),
            value: UnsafeCell::new(None),
        }
    }

    fn value(&self) -> Option<&T> {
        // SAFETY: it is written once, before the state says so.
        let value = unsafe { &*self.value.get() };
        value
            .as_ref()
            .filter(|_| self.once.state.get() == State::Done)
    }

    pub fn get(&self) -> Option<&T> {
        self.once.shared.look("look for the value");
        self.value()
    }

    pub fn get_mut(&mut self) -> Option<&mut T> {
        self.value.get_mut().as_mut()
    }

    pub fn wait(&self) -> &T {
        self.once.wait();
        self.value().expect("it is done")
    }

    pub fn set(&self, value: T) -> Result<(), T> {
        let mut value = Some(value);
        self.get_or_init(|| value.take().expect("it is taken once"));
        value.map_or(Ok(()), Err)
    }

    pub fn get_or_init<F: FnOnce() -> T>(&self, f: F) -> &T {
        let init = || {
            let value = f();
            // SAFETY: nobody sees it before the state says that it is done.
            unsafe { *self.value.get() = Some(value) };
        };
        // A cell whose initialisation has panicked is as new.
        self.once.run(init, State::New);
        self.value().expect("it is done")
    }

    pub fn into_inner(self) -> Option<T> {
        self.value.into_inner()
    }

    pub fn take(&mut self) -> Option<T> {
        self.once = Once::new();
        self.value.get_mut().take()
    }
}

impl<T> Default for OnceLock<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: fmt::Debug> fmt::Debug for OnceLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OnceLock").field(&self.value()).finish()
    }
}

impl<T> From<T> for OnceLock<T> {
    fn from(value: T) -> Self {
        Self {
            once: Once {
                shared: Shared::new(),
                state: Cell::new(State::Done),
            },
            value: UnsafeCell::new(Some(value)),
        }
    }
}

impl<T: Clone> Clone for OnceLock<T> {
    fn clone(&self) -> Self {
        self.get().cloned().map_or_else(Self::new, Self::from)
    }
}

impl<T: PartialEq> PartialEq for OnceLock<T> {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

pub struct LazyLock<T, F = fn() -> T> {
    cell: OnceLock<T>,
    init: Cell<Option<F>>,
}

// SAFETY: as that of std; and all threads of a program run on one thread of the system.
unsafe impl<T: Send, F: Send> Send for LazyLock<T, F> {}
// SAFETY: as above.
unsafe impl<T: Send + Sync, F: Send> Sync for LazyLock<T, F> {}
impl<T: UnwindSafe, F: UnwindSafe> UnwindSafe for LazyLock<T, F> {}
impl<T: RefUnwindSafe + UnwindSafe, F: UnwindSafe> RefUnwindSafe for LazyLock<T, F> {}

impl<T, F: FnOnce() -> T> LazyLock<T, F> {
    pub const fn new(init: F) -> Self {
        Self {
            cell: OnceLock::new(),
            init: Cell::new(Some(init)),
        }
    }

    pub fn force(this: &Self) -> &T {
        this.cell.get_or_init(|| match this.init.take() {
            Some(init) => init(),
            None => panic!("LazyLock instance has previously been poisoned"),
        })
    }
}

impl<T, F: FnOnce() -> T> Deref for LazyLock<T, F> {
    type Target = T;
    fn deref(&self) -> &T {
        Self::force(self)
    }
}

impl<T: Default> Default for LazyLock<T> {
    fn default() -> Self {
        Self::new(T::default)
    }
}

impl<T: fmt::Debug, F> fmt::Debug for LazyLock<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LazyLock").field(&self.cell.value()).finish()
    }
}
