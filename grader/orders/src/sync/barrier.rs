use crate::engine::program;
use ::std::{
    cell::Cell,
    panic::{RefUnwindSafe, UnwindSafe},
};

#[derive(Debug)]
pub struct Barrier {
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
            size,
            arrived: Cell::new(0),
            round: Cell::new(0),
        }
    }

    pub fn wait(&self) -> BarrierWaitResult {
        program::step("arrive");
        let round = self.round.get();
        self.arrived.set(self.arrived.get() + 1);
        if self.arrived.get() >= self.size {
            self.arrived.set(0);
            self.round.set(round + 1);
            return BarrierWaitResult(true);
        }
        program::wait_until("wait for the others", &|| self.round.get() != round);
        BarrierWaitResult(false)
    }
}
