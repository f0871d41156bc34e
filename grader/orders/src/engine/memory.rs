//! Which values a load can give: the memory orderings, as far as safe code can tell them apart.
//!
//! Each atomic keeps all values that were stored in it, in the order of the stores. A thread has a view: for each
//! atomic the oldest value that it can still see. A load may give that or any newer one. A store with `Release`
//! keeps the view of its thread beside the value, and a load with `Acquire` that gives this value joins that view
//! to its own. What is read, changed and written in one operation reads the newest value, and keeps the view that it has
//! found (a release sequence). Fences do the same for the loads before, or the stores behind them.
//!
//! It follows the C++20 model, which is Rust's, with three differences. They leave out some orders, and never add one
//! that is not allowed:
//!
//! - The stores of one atomic are in the order in which they were made.
//! - In a program with a fence with `SeqCst`, an operation of that kind is as strong as one between two such fences.
//! - No load gives a value that is stored only later (in hardware, by a processor that guesses).
//!
//! That a store is seen "in a finite time" is: a thread gives an old value at most twice.

use super::{
    program::{self, Program},
    sequence::{self, Position},
    shared::Shared,
};
use ::std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
    sync::atomic::Ordering::{self, AcqRel, Acquire, Release, SeqCst},
};

/// How often a thread may see the same old value of an atomic.
const SEEN_OLD: u8 = 2;

/// What was done before: for each atomic, by its number, the oldest store that can be seen, and the operations with
/// `SeqCst`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct View {
    oldest: Vec<usize>,
    pub in_sequence: BTreeSet<usize>,
}

impl View {
    pub const fn new() -> Self {
        Self {
            oldest: Vec::new(),
            in_sequence: BTreeSet::new(),
        }
    }

    pub fn clear(&mut self) {
        self.oldest.clear();
        self.in_sequence.clear();
    }

    pub fn join(&mut self, other: &Self) {
        if self.oldest.len() < other.oldest.len() {
            self.oldest.resize(other.oldest.len(), 0);
        }
        for (mine, theirs) in self.oldest.iter_mut().zip(&other.oldest) {
            *mine = (*mine).max(*theirs);
        }
        self.in_sequence.extend(&other.in_sequence);
    }

    fn oldest(&self, atomic: u32) -> usize {
        self.oldest.get(atomic as usize).copied().unwrap_or(0)
    }

    fn has_seen(&mut self, atomic: u32, store: usize) {
        let atomic = atomic as usize;
        if self.oldest.len() <= atomic {
            self.oldest.resize(atomic + 1, 0);
        }
        self.oldest[atomic] = self.oldest[atomic].max(store);
    }
}

/// What a thread sees.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    pub now: View,
    /// What it sees after its next fence that acquires.
    after_a_fence: View,
    /// What it saw at its last fence that releases.
    at_a_fence: View,
}

impl Seen {
    /// What a thread sees that is started now.
    pub fn of_a_new_thread(&self) -> Self {
        Self {
            now: self.now.clone(),
            ..Self::default()
        }
    }
}

/// The values that an atomic has had.
#[derive(Debug)]
pub struct History<T> {
    stores: RefCell<Vec<Store<T>>>,
    /// Its operations with `SeqCst`.
    in_sequence: RefCell<Vec<(usize, Position)>>,
    /// The run of the program that it is of.
    run: Cell<u64>,
    shared: Shared,
}

#[derive(Debug)]
struct Store<T> {
    value: T,
    view: View,
    /// How often each thread has seen it although it was old.
    seen_old: Vec<u8>,
}

fn acquires(order: Ordering) -> bool {
    matches!(order, Acquire | AcqRel | SeqCst)
}

fn releases(order: Ordering) -> bool {
    matches!(order, Release | AcqRel | SeqCst)
}

impl<T: Copy> History<T> {
    pub const fn new() -> Self {
        Self {
            stores: RefCell::new(Vec::new()),
            in_sequence: RefCell::new(Vec::new()),
            run: Cell::new(0),
            shared: Shared::new(),
        }
    }

    /// Which value a load gives. `newest` is the one that was stored last.
    pub fn load(&self, newest: T, order: Ordering) -> T {
        self.shared.is_looked_at();
        if !is_weak() {
            return newest;
        }
        self.begin(newest, order);
        let old = self.old(order);
        let chosen = program::choose(old.len() + 1, |way| match way {
            0 => "sees the newest value".into(),
            1 => "sees an older value".into(),
            way => format!("sees an older value, {way} before the newest"),
        });
        let mut stores = self.stores.borrow_mut();
        let last = stores.len() - 1;
        let at = if chosen == 0 { last } else { old[chosen - 1] };
        program::with(|program| {
            if at < last {
                let running = program.running;
                let seen = &mut stores[at].seen_old;
                seen.resize(seen.len().max(running + 1), 0);
                seen[running] += 1;
                program.note_an_old_value();
            }
            self.see(program, &stores[at].view, at, order);
            self.enter(program, sequence::of_load(at), order);
        });
        stores[at].value
    }

    /// Keeps the value of a store. `newest` is the one before it.
    pub fn store(&self, newest: T, value: T, order: Ordering) {
        self.shared.is_touched();
        if is_weak() {
            self.begin(newest, order);
            self.keep(value, order, View::new());
        }
    }

    /// Keeps the value of an operation that has read the newest one and replaced it.
    pub fn replace(&self, newest: T, value: T, order: Ordering) {
        self.shared.is_touched();
        if !is_weak() {
            return;
        }
        self.begin(newest, order);
        let before = {
            let stores = self.stores.borrow();
            let last = stores.len() - 1;
            program::with(|program| self.see(program, &stores[last].view, last, order));
            stores[last].view.clone()
        };
        self.keep(value, order, before);
    }

    /// Reads the newest value, of an operation that would have replaced it if it had been another one.
    pub fn read_newest(&self, newest: T, order: Ordering) {
        self.shared.is_looked_at();
        if is_weak() {
            self.begin(newest, order);
            let stores = self.stores.borrow();
            let last = stores.len() - 1;
            program::with(|program| {
                self.see(program, &stores[last].view, last, order);
                self.enter(program, sequence::of_load(last), order);
            });
        }
    }

    /// Nobody else can see it: what was, is forgotten.
    pub fn forget(&mut self) {
        *self = Self::new();
    }

    /// The older values that the thread that runs can see, the newest of them first.
    fn old(&self, order: Ordering) -> Vec<usize> {
        let stores = self.stores.borrow();
        let seen_old = |at: usize, running: usize| stores[at].seen_old.get(running).copied();
        let old = program::with(|program| {
            let number = self.shared.number(program);
            let (oldest, running) = (program.seen().now.oldest(number), program.running);
            let may_see = |at: &usize| {
                seen_old(*at, running).is_none_or(|times| times < SEEN_OLD)
                    && self.has_room(program, &stores[*at].view, sequence::of_load(*at), order)
            };
            (oldest..stores.len() - 1).rev().filter(may_see).collect()
        });
        old.unwrap_or_default()
    }

    /// Whether a load that gives a store with this view fits into the one order of all that is sequentially consistent.
    fn has_room(
        &self,
        program: &mut Program,
        view: &View,
        position: Position,
        order: Ordering,
    ) -> bool {
        if order != SeqCst {
            return true;
        }
        let (mut before, after) = sequence::around(&self.in_sequence.borrow(), position);
        before.extend(&program.seen().now.in_sequence);
        before.extend(&view.in_sequence);
        program.sequence.has_room(&before, &after)
    }

    /// Notes an operation of the thread that runs in that order.
    fn enter(&self, program: &mut Program, position: Position, order: Ordering) {
        if order != SeqCst {
            return;
        }
        let mut operations = self.in_sequence.borrow_mut();
        let (mut before, after) = sequence::around(&operations, position);
        before.extend(&program.seen().now.in_sequence);
        let number = program.sequence.add(&before, after);
        operations.push((number, position));
        program.seen().now.in_sequence.insert(number);
        program.put_behind_fences();
    }

    /// Sees to it that the history begins in this run of the program, and that what is sequentially consistent is.
    fn begin(&self, newest: T, order: Ordering) {
        program::with(|program| {
            if self.run.replace(program.run) != program.run {
                self.in_sequence.borrow_mut().clear();
                *self.stores.borrow_mut() = vec![Store {
                    value: newest,
                    view: View::new(),
                    seen_old: Vec::new(),
                }];
            }
            if order == SeqCst {
                program.footprint.change(SEQUENCE);
                program.see_what_is_behind_fences();
            }
        });
    }

    /// The thread that runs sees this store.
    fn see(&self, program: &mut Program, view: &View, at: usize, order: Ordering) {
        let number = self.shared.number(program);
        let seen = program.seen();
        seen.now.has_seen(number, at);
        if acquires(order) {
            seen.now.join(view);
        } else {
            seen.after_a_fence.join(view);
        }
    }

    fn keep(&self, value: T, order: Ordering, mut view: View) {
        let mut stores = self.stores.borrow_mut();
        program::with(|program| {
            let number = self.shared.number(program);
            program.seen().now.has_seen(number, stores.len());
            self.enter(program, sequence::of_store(stores.len()), order);
            let seen = program.seen();
            view.join(if releases(order) {
                &seen.now
            } else {
                &seen.at_a_fence
            });
            view.has_seen(number, stores.len());
        });
        stores.push(Store {
            value,
            view,
            seen_old: Vec::new(),
        });
    }
}

fn is_weak() -> bool {
    program::with(|program| program.is_weak) == Some(true)
}

/// `std::sync::atomic::fence`.
pub fn fence(order: Ordering) {
    program::with(|program| {
        if !program.is_weak {
            return;
        }
        if acquires(order) {
            let seen = program.seen();
            let Seen {
                now, after_a_fence, ..
            } = seen;
            now.join(after_a_fence);
        }
        if order == SeqCst {
            program.found.fences = true;
            program.footprint.change(SEQUENCE);
            program.see_what_is_behind_fences();
            program.put_behind_fences();
        }
        if releases(order) {
            let seen = program.seen();
            seen.at_a_fence = seen.now.clone();
        }
    });
}

impl Program {
    /// What the thread that runs sees.
    pub fn seen(&mut self) -> &mut Seen {
        &mut self.threads[self.running].seen
    }

    /// What all saw that have made a fence with `SeqCst`, or in a program with one an operation of that kind.
    fn see_what_is_behind_fences(&mut self) {
        if self.matters.fences {
            let behind = self.behind_fences.clone();
            self.seen().now.join(&behind);
        }
    }

    fn put_behind_fences(&mut self) {
        if self.matters.fences {
            let now = self.seen().now.clone();
            self.behind_fences.join(&now);
        }
    }
}

/// The number of what all operations with `SeqCst` share.
pub const SEQUENCE: u32 = 0;
