//! Who goes on.

use super::{
    choices::Able,
    footprint::Footprint,
    program::{Program, Woken},
};
use ::std::mem;
use kata_protocol::{OrderEnd, OrderStep};

/// What comes next.
pub enum Next {
    /// This thread goes on.
    Runs(usize),
    /// The main thread has ended, and nobody else can go on, or need; or what would come was run in another order.
    Over,
    /// The main thread waits, and nobody can go on.
    Fails(OrderEnd),
    /// Somebody has to choose one of these.
    IsOpen(Vec<OrderStep>),
}

impl Program {
    /// Chooses who goes on now that a step has been made.
    pub fn choose_next(&mut self) -> Next {
        if let Some(number) = self.next.pop_front() {
            self.resume(number, Woken::Ready);
            return Next::Runs(number);
        }
        let mut able = self.able();
        let times_out = able.is_empty();
        if times_out {
            able.extend(self.first_to_time_out());
        }
        let looks_again = |(number, _): &Able| self.threads[*number].yields;
        if self.ends_with_main
            && self.threads[0].is_finished
            && (times_out || able.iter().all(looks_again))
        {
            return Next::Over;
        }
        if able.is_empty() {
            return match (self.threads[0].is_finished, self.somebody_is_stopped) {
                (true, _) => Next::Over,
                (false, true) => Next::Fails(OrderEnd::WaitsForStopped),
                (false, false) => Next::Fails(OrderEnd::Deadlock),
            };
        }
        if able.len() > 1 && self.choices.are_open() {
            return Next::IsOpen(self.options(&able));
        }
        // Who lets the others go first can be told from the order of steps that have nothing else in common.
        if self.threads.iter().any(|thread| thread.yields) {
            self.footprint = Footprint::EVERYTHING;
        }
        let step = mem::take(&mut self.footprint);
        let Some(choice) = self.choices.choose_thread(&able, self.running, step) else {
            self.was_left_out = true;
            return Next::Over;
        };
        if able.len() > 1 {
            self.chosen.push(choice);
        }
        let (number, woken) = able[choice];
        match woken {
            Woken::Ready => {}
            Woken::Stray => {
                self.strays_left -= 1;
                self.footprint = Footprint::EVERYTHING;
            }
            Woken::TimedOut => {
                let deadline = self.threads[number].deadline.unwrap_or_default();
                self.clock = self.clock.max(deadline);
                self.footprint = Footprint::EVERYTHING;
            }
        }
        self.resume(number, woken);
        Next::Runs(number)
    }

    /// What each of these would do.
    fn options(&self, able: &[Able]) -> Vec<OrderStep> {
        let option = |(number, woken): &Able| {
            let thread = &self.threads[*number];
            let action = match woken {
                Woken::Stray => format!("{}, which ends for nothing", thread.action),
                Woken::Ready | Woken::TimedOut => thread.action.into(),
            };
            OrderStep {
                thread: *number,
                action,
                stack: thread.stack.clone(),
                ..OrderStep::default()
            }
        };
        able.iter().map(option).collect()
    }

    /// Who can go on: first the one who runs, so that the first orders are the simplest. Waits that can end for
    /// nothing come last.
    fn able(&self) -> Vec<Able> {
        let can_run = |number: &usize| {
            let thread = &self.threads[*number];
            !thread.is_finished && !thread.is_stopped
        };
        let is_ready = |number: &usize| self.threads[*number].ready.is_none_or(|ready| ready());
        let all = (0..self.threads.len()).map(|i| (self.running + i) % self.threads.len());
        let all = all.filter(can_run);
        let ready: Vec<usize> = all.clone().filter(is_ready).collect();
        let eager = ready.iter().filter(|number| !self.threads[**number].yields);
        let eager: Vec<usize> = eager.copied().collect();
        let ready = if eager.is_empty() { ready } else { eager };
        let mut able: Vec<Able> = ready.iter().map(|n| (*n, Woken::Ready)).collect();
        if self.strays_left > 0 && !able.is_empty() {
            let strays = all.filter(|number| self.threads[*number].can_stray && !is_ready(number));
            able.extend(strays.map(|number| (number, Woken::Stray)));
        }
        able
    }

    /// The wait whose limit comes first.
    fn first_to_time_out(&self) -> Option<Able> {
        let waiting = self.threads.iter().enumerate();
        let limited = waiting.filter(|(_, thread)| {
            !thread.is_finished && !thread.is_stopped && thread.deadline.is_some()
        });
        let first = limited.min_by_key(|(_, thread)| thread.deadline);
        first.map(|(number, _)| (number, Woken::TimedOut))
    }
}
