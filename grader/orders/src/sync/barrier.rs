use crate::engine::shared::Shared;
use ::std::{
    cell::Cell,
    panic::{RefUnwindSafe, UnwindSafe},
};

#[derive(Debug)]
pub struct Barrier {
    shared: Shared,
    size: usize,
    arrived: Cell<usize>,
    round: Cell<usize>,
}

// SAFETY: all threads of a program run on one thread of the system.
unsafe impl Send for Barrier {}
// SAFETY: as above.
unsafe impl Sync for Barrier {}
impl UnwindSafe for Barrier {}
impl RefUnwindSafe for Barrier {}

#[derive(Debug)]
pub struct BarrierWaitResult(bool);

impl BarrierWaitResult {
    pub fn is_leader(&self) -> bool {
        self.0
    }
}

impl Barrier {
    pub const fn new(size: usize) -> Self {
        Self {
            shared: Shared::new(),
            size,
            arrived: Cell::new(0),
            round: Cell::new(0),
        }
    }

    pub fn wait(&self) -> BarrierWaitResult {
        self.shared.change("arrive");
        let round = self.round.get();
        self.arrived.set(self.arrived.get() + 1);
        if self.arrived.get() >= self.size {
            self.arrived.set(0);
            self.round.set(round + 1);
            return BarrierWaitResult(true);
        }
        let is_over = || self.round.get() != round;
        self.shared.change_when("wait for the others", &is_over);
        BarrierWaitResult(false)
    }
}
