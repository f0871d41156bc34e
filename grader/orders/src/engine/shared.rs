//! What threads share: a lock, a channel, an atomic. Each stand-in has one of these, and does each operation through it.

use super::{
    memory::View,
    program::{self, Program},
};
use ::std::cell::{Cell, RefCell};

/// A thing that threads share.
#[derive(Debug, Default)]
pub struct Shared {
    /// Its number, and the run of the program in which it got it.
    number: Cell<(u64, u32)>,
    /// What those saw who have changed it.
    view: RefCell<View>,
}

// SAFETY: all threads of a program run on one thread of the system.
unsafe impl Send for Shared {}
// SAFETY: as above.
unsafe impl Sync for Shared {}

impl Shared {
    pub const fn new() -> Self {
        Self {
            number: Cell::new((0, 0)),
            view: RefCell::new(View::new()),
        }
    }

    /// Here another thread may come in between; then it is looked at.
    pub fn look(&self, action: &'static str) {
        program::step(action);
        self.is_looked_at();
    }

    /// Here another thread may come in between; then it is changed.
    pub fn change(&self, action: &'static str) {
        program::step(action);
        self.is_changed();
    }

    /// Waits until `ready`; then it is changed before anybody else does anything.
    pub fn change_when(&self, action: &'static str, ready: &dyn Fn() -> bool) {
        program::wait_until(action, ready);
        self.is_changed();
    }

    /// Notes that the thread that runs looks at it. It sees what those saw who have changed it.
    pub fn is_looked_at(&self) {
        program::with(|program| {
            let number = self.number(program);
            program.footprint.look_at(number);
            program.seen().now.join(&self.view.borrow());
        });
    }

    /// Notes that the thread that runs changes it. Whoever looks at it later sees what this thread sees.
    pub fn is_changed(&self) {
        self.is_looked_at();
        program::with(|program| {
            let number = self.number(program);
            program.footprint.change(number);
            self.view.borrow_mut().join(&program.seen().now);
        });
    }

    /// Notes that the thread that runs takes this lock.
    pub fn is_taken(&self) {
        self.is_changed();
        program::with(|program| {
            let number = self.number(program);
            program.has_taken(number);
        });
    }

    /// Notes that the thread that runs gives this lock back.
    pub fn is_given_back(&self) {
        self.is_changed();
        program::with(|program| {
            let number = self.number(program);
            program.has_given_back(number);
        });
    }

    /// Notes that others may now find it in another state, without seeing what this thread sees.
    pub fn is_touched(&self) {
        program::with(|program| {
            let number = self.number(program);
            program.footprint.change(number);
        });
    }

    /// Its number in this run of the program. A `static` is new in each.
    pub fn number(&self, program: &mut Program) -> u32 {
        let (run, number) = self.number.get();
        if run == program.run {
            return number;
        }
        let number = program.new_number();
        self.number.set((program.run, number));
        self.view.borrow_mut().clear();
        number
    }
}
