//! The threads of a program as coroutines, which all run on one thread of the system.

use ::std::{cell::RefCell, ptr};
use corosensei::{Coroutine, CoroutineResult, Yielder, stack::DefaultStack};

/// As large as the smallest that programs are used to.
const STACK_SIZE: usize = 1 << 20;

#[derive(Default)]
struct Coroutines {
    /// By the number of their thread. The one that runs is taken out, and so are those that have ended.
    all: Vec<Option<Coroutine<(), (), ()>>>,
    /// What each gives way with.
    yielders: Vec<*const Yielder<(), ()>>,
    /// Stacks of those that have ended.
    stacks: Vec<DefaultStack>,
}

thread_local! {
    static COROUTINES: RefCell<Coroutines> = RefCell::default();
}

fn with<T>(f: impl FnOnce(&mut Coroutines) -> T) -> T {
    COROUTINES.with_borrow_mut(f)
}

/// Adds the next one. It begins when it is resumed for the first time. `body` must not panic.
pub fn add(body: Box<dyn FnOnce()>) {
    let (number, stack) = with(|now| {
        now.yielders.push(ptr::null());
        (now.all.len(), now.stacks.pop())
    });
    let stack = stack.or_else(|| DefaultStack::new(STACK_SIZE).ok());
    let stack = stack.expect("there is memory for the stack of a thread");
    let coroutine = Coroutine::with_stack(stack, move |yielder, ()| {
        with(|now| now.yielders[number] = yielder);
        body();
    });
    with(|now| now.all.push(Some(coroutine)));
}

/// Lets one go on until it gives way; true if it has ended.
pub fn resume(number: usize) -> bool {
    let coroutine = with(|now| now.all[number].take());
    let mut coroutine = coroutine.expect("it has neither ended nor does it run");
    let has_ended = matches!(coroutine.resume(()), CoroutineResult::Return(()));
    with(|now| {
        if has_ended {
            now.stacks.push(coroutine.into_stack());
        } else {
            now.all[number] = Some(coroutine);
        }
    });
    has_ended
}

/// Gives way: called by the one that runs, whose number this is. Returns when it is resumed.
pub fn give_way(number: usize) {
    let yielder = with(|now| now.yielders[number]);
    // SAFETY: a yielder lives on the stack of its coroutine as long as that runs, and it is the one that runs now.
    unsafe { (*yielder).suspend(()) };
}

/// Forgets all. What is on the stacks of those that have not ended is never dropped.
pub fn forget_all() {
    with(|now| {
        now.yielders.clear();
        for mut coroutine in now.all.drain(..).flatten() {
            // SAFETY: nobody runs any more who could look at what is on this stack: it is used again for another run
            // of the program.
            unsafe { coroutine.force_reset() };
            now.stacks.push(coroutine.into_stack());
        }
    });
}
