//! `std::thread`.
#![expect(missing_docs, reason = "the names are those of std")]

use crate::engine::{
    program::{self, Token, Wait},
    shared::Shared,
};
use ::std::{
    any::Any,
    cell::{Cell, RefCell},
    fmt, io,
    marker::PhantomData,
    mem,
    panic::{self, AssertUnwindSafe},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

pub use crate::engine::program::is_unwinding as panicking;
pub use crate::thread_local;
pub use ::std::thread::{AccessError, Result, available_parallelism};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ThreadId(usize);

#[derive(Debug, Clone)]
pub struct Thread {
    number: usize,
    name: Option<String>,
    token: Arc<Token>,
}

impl Thread {
    fn new(number: usize) -> Self {
        let of_thread = |thread: &program::Thread| (thread.name.clone(), thread.token.clone());
        let known = program::with(|program| of_thread(&program.threads[number]));
        let (name, token) = known.unwrap_or_default();
        Self {
            number,
            name,
            token,
        }
    }
    pub fn id(&self) -> ThreadId {
        ThreadId(self.number)
    }
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
    pub fn unpark(&self) {
        self.token.shared.change("unpark");
        self.token.is_there.store(true, Relaxed);
    }
}

pub fn current() -> Thread {
    Thread::new(program::current())
}

fn park_until(limit: Option<Duration>) {
    let token = current().token;
    let wait = Wait {
        can_stray: true,
        limit,
        yields: false,
    };
    program::wait("park", &|| token.is_there.load(Relaxed), wait);
    token.shared.is_changed();
    token.is_there.store(false, Relaxed);
}

pub fn park() {
    park_until(None);
}

pub fn park_timeout(limit: Duration) {
    park_until(Some(limit));
}

pub fn yield_now() {
    let wait = Wait {
        yields: true,
        ..Wait::default()
    };
    program::wait("give way", &|| true, wait);
}

/// Lets the others go first. That they are done after it is no more certain than in reality.
pub fn sleep(duration: Duration) {
    yield_now();
    program::with(|program| program.clock = program.clock.saturating_add(duration));
}

/// What a thread leaves for the one who joins it.
struct Packet<T> {
    shared: Shared,
    is_done: AtomicBool,
    result: Mutex<Option<Result<T>>>,
}

impl<T> Packet<T> {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            shared: Shared::new(),
            is_done: AtomicBool::new(false),
            result: Mutex::new(None),
        })
    }

    fn join(&self) -> Result<T> {
        program::wait_until("join", &|| self.is_done.load(Relaxed));
        self.shared.is_looked_at();
        let result = self
            .result
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        result.unwrap_or_else(|| Err(Box::new("the thread was not run to its end")))
    }
}

fn body<T>(f: impl FnOnce() -> T, packet: Arc<Packet<T>>) {
    let result = panic::catch_unwind(AssertUnwindSafe(f));
    *packet.result.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
    packet.is_done.store(true, Relaxed);
    packet.shared.is_changed();
}

pub struct JoinHandle<T> {
    packet: Arc<Packet<T>>,
    thread: Thread,
}

impl<T> JoinHandle<T> {
    pub fn join(self) -> Result<T> {
        self.packet.join()
    }
    pub fn thread(&self) -> &Thread {
        &self.thread
    }
    pub fn is_finished(&self) -> bool {
        self.packet.shared.look("look whether it is finished");
        self.packet.is_done.load(Relaxed)
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle").finish_non_exhaustive()
    }
}

pub fn spawn<F, T>(f: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    Builder::new().spawn(f).expect("a thread of the program")
}

#[derive(Debug, Default)]
pub struct Builder {
    name: Option<String>,
}

impl Builder {
    pub fn new() -> Self {
        Self::default()
    }
    pub fn name(self, name: String) -> Self {
        Self { name: Some(name) }
    }
    pub fn stack_size(self, _: usize) -> Self {
        self
    }
    pub fn spawn<F, T>(self, f: F) -> io::Result<JoinHandle<T>>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        let packet = Packet::new();
        let of_thread = packet.clone();
        let body = Box::new(move || body(f, of_thread));
        let number = program::start(self.name, body);
        Ok(JoinHandle {
            packet,
            thread: Thread::new(number),
        })
    }
    pub fn spawn_scoped<'scope, 'env, F, T>(
        self,
        scope: &'scope Scope<'scope, 'env>,
        f: F,
    ) -> io::Result<ScopedJoinHandle<'scope, T>>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        Ok(scope.start(self.name, f))
    }
}

pub struct Scope<'scope, 'env: 'scope> {
    state: Arc<ScopeState>,
    scope: PhantomData<&'scope mut &'scope ()>,
    env: PhantomData<&'env mut &'env ()>,
}

#[derive(Default)]
struct ScopeState {
    shared: Shared,
    running: AtomicUsize,
    somebody_panicked: AtomicBool,
}

pub struct ScopedJoinHandle<'scope, T> {
    packet: Arc<Packet<T>>,
    thread: Thread,
    scope: PhantomData<&'scope ()>,
    state: Arc<ScopeState>,
}

impl<T> ScopedJoinHandle<'_, T> {
    pub fn join(self) -> Result<T> {
        let result = self.packet.join();
        if result.is_err() {
            // Its panic has been told here.
            self.state.somebody_panicked.store(false, Relaxed);
        }
        result
    }
    pub fn thread(&self) -> &Thread {
        &self.thread
    }
    pub fn is_finished(&self) -> bool {
        self.packet.shared.look("look whether it is finished");
        self.packet.is_done.load(Relaxed)
    }
}

impl<'scope> Scope<'scope, '_> {
    pub fn spawn<F, T>(&'scope self, f: F) -> ScopedJoinHandle<'scope, T>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        self.start(None, f)
    }

    fn start<F, T>(&'scope self, name: Option<String>, f: F) -> ScopedJoinHandle<'scope, T>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        let packet = Packet::new();
        self.state.running.fetch_add(1, Relaxed);
        let (of_thread, state) = (packet.clone(), self.state.clone());
        let whole: Box<dyn FnOnce() + 'scope> = Box::new(move || {
            body(f, of_thread.clone());
            let result = of_thread
                .result
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            if result.as_ref().is_some_and(|result| result.is_err()) {
                state.somebody_panicked.store(true, Relaxed);
            }
            drop(result);
            drop(of_thread);
            state.running.fetch_sub(1, Relaxed);
            state.shared.is_changed();
        });
        // SAFETY: `scope` does not return before all of its threads have ended, so what they borrow is still there.
        let whole = unsafe {
            mem::transmute::<Box<dyn FnOnce() + 'scope>, Box<dyn FnOnce() + 'static>>(whole)
        };
        let number = program::start(name, whole);
        ScopedJoinHandle {
            packet,
            thread: Thread::new(number),
            scope: PhantomData,
            state: self.state.clone(),
        }
    }
}

pub fn scope<'env, F, T>(f: F) -> T
where
    F: for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> T,
{
    let scope = Scope {
        state: Arc::default(),
        scope: PhantomData,
        env: PhantomData,
    };
    let result = panic::catch_unwind(AssertUnwindSafe(|| f(&scope)));
    program::wait_until("wait for all threads", &|| {
        scope.state.running.load(Relaxed) == 0
    });
    scope.state.shared.is_looked_at();
    match result {
        Err(payload) => panic::resume_unwind(payload),
        Ok(_) if scope.state.somebody_panicked.load(Relaxed) => panic!("a scoped thread panicked"),
        Ok(value) => value,
    }
}

/// `std::thread::LocalKey`.
pub struct LocalKey<T: 'static> {
    init: fn() -> T,
}

impl<T: 'static> fmt::Debug for LocalKey<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalKey").finish_non_exhaustive()
    }
}

impl<T: 'static> LocalKey<T> {
    #[doc(hidden)]
    pub const fn new(init: fn() -> T) -> Self {
        Self { init }
    }

    pub fn with<R>(&'static self, f: impl FnOnce(&T) -> R) -> R {
        let key = ::std::ptr::from_ref(self) as usize;
        let known = || {
            program::with(|program| {
                let locals = &program.threads[program.running].locals;
                let value = locals.get(&key)?;
                value
                    .downcast_ref::<Box<T>>()
                    .map(|value| ::std::ptr::from_ref(&**value))
            })
            .flatten()
        };
        let value = known().unwrap_or_else(|| {
            let value: Box<dyn Any> = Box::new(Box::new((self.init)()));
            program::with(|program| {
                let number = program.running;
                program.threads[number].locals.insert(key, value)
            });
            known().expect("thread locals are used in a program")
        });
        // SAFETY: it is in a box of its own, which lives until its thread ends.
        f(unsafe { &*value })
    }

    pub fn try_with<R>(
        &'static self,
        f: impl FnOnce(&T) -> R,
    ) -> ::std::result::Result<R, AccessError> {
        Ok(self.with(f))
    }
}

impl<T: 'static> LocalKey<Cell<T>> {
    pub fn set(&'static self, value: T) {
        self.with(|cell| cell.set(value));
    }
    pub fn get(&'static self) -> T
    where
        T: Copy,
    {
        self.with(Cell::get)
    }
    pub fn take(&'static self) -> T
    where
        T: Default,
    {
        self.with(Cell::take)
    }
    pub fn replace(&'static self, value: T) -> T {
        self.with(|cell| cell.replace(value))
    }
}

impl<T: 'static> LocalKey<RefCell<T>> {
    pub fn with_borrow<R>(&'static self, f: impl FnOnce(&T) -> R) -> R {
        self.with(|cell| f(&cell.borrow()))
    }
    pub fn with_borrow_mut<R>(&'static self, f: impl FnOnce(&mut T) -> R) -> R {
        self.with(|cell| f(&mut cell.borrow_mut()))
    }
    pub fn set(&'static self, value: T) {
        self.with(|cell| *cell.borrow_mut() = value);
    }
    pub fn take(&'static self) -> T
    where
        T: Default,
    {
        self.with(RefCell::take)
    }
    pub fn replace(&'static self, value: T) -> T {
        self.with(|cell| cell.replace(value))
    }
}
