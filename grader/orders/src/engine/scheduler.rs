//! Who goes on.

use super::{
    program::{self, Program, Woken},
    search,
};
use kata_protocol::OrderEnd;
use shuttle_engine::{
    runtime::task::{Task, TaskId},
    scheduler::{Schedule, Scheduler},
};

/// Runs the program once, and chooses among its threads as [`Program::choices`] says.
///
/// For shuttle's engine no thread ever waits: who can go on is known here.
pub struct OneRun {
    pub has_begun: bool,
}

impl Scheduler for OneRun {
    fn new_execution(&mut self) -> Option<Schedule> {
        let is_first = !self.has_begun;
        self.has_begun = true;
        is_first.then(|| Schedule::new(0))
    }

    fn next_task(&mut self, tasks: &[&Task], _: Option<TaskId>, _: bool) -> Option<TaskId> {
        // Here we are on the stack of the thread that stops.
        let next = program::with(Program::choose_next)?;
        let number = match next {
            Next::Runs(number) => number,
            Next::Over => return None,
            Next::Deadlock => search::fail(OrderEnd::Deadlock, String::new()),
        };
        let ids = tasks.iter().map(|task| task.id());
        ids.into_iter().find(|id| usize::from(*id) == number)
    }

    fn next_u64(&mut self) -> u64 {
        0
    }
}

/// What comes next.
enum Next {
    Runs(usize),
    /// The main thread has ended, and nobody else can go on.
    Over,
    /// The main thread waits, and nobody can go on.
    Deadlock,
}

impl Program {
    fn choose_next(&mut self) -> Next {
        if let Some(number) = self.next.pop_front() {
            self.resume(number, Woken::Ready);
            return Next::Runs(number);
        }
        let mut able = self.able();
        if able.is_empty() {
            able.extend(self.first_to_time_out());
        }
        if able.is_empty() {
            if self.threads[0].is_finished {
                self.is_over = true;
                return Next::Over;
            }
            return Next::Deadlock;
        }
        let choice = match able.len() {
            1 => 0,
            count => {
                let choice = self.choices.choose(count);
                self.chosen.push(choice);
                choice
            }
        };
        let (number, woken) = able[choice];
        match woken {
            Woken::Ready => {}
            Woken::Stray => self.strays_left -= 1,
            Woken::TimedOut => {
                let deadline = self.threads[number].deadline.unwrap_or_default();
                self.clock = self.clock.max(deadline);
            }
        }
        self.resume(number, woken);
        Next::Runs(number)
    }

    /// Who can go on: first the one who runs, so that the first orders are the simplest. Waits that can end for
    /// nothing come last.
    fn able(&self) -> Vec<(usize, Woken)> {
        let is_ready = |number: &usize| {
            let thread = &self.threads[*number];
            !thread.is_finished && thread.ready.is_none_or(|ready| ready())
        };
        let all = (0..self.threads.len()).map(|i| (self.running + i) % self.threads.len());
        let ready: Vec<usize> = all.clone().filter(is_ready).collect();
        let eager = ready.iter().filter(|number| !self.threads[**number].yields);
        let eager: Vec<usize> = eager.copied().collect();
        let ready = if eager.is_empty() { ready } else { eager };
        let mut able: Vec<(usize, Woken)> = ready.iter().map(|n| (*n, Woken::Ready)).collect();
        if self.strays_left > 0 && !able.is_empty() {
            let strays = all.filter(|number| {
                let thread = &self.threads[*number];
                !thread.is_finished && thread.can_stray && !is_ready(number)
            });
            able.extend(strays.map(|number| (number, Woken::Stray)));
        }
        able
    }

    /// The wait whose limit comes first.
    fn first_to_time_out(&self) -> Option<(usize, Woken)> {
        let waiting = self.threads.iter().enumerate();
        let limited =
            waiting.filter(|(_, thread)| !thread.is_finished && thread.deadline.is_some());
        let first = limited.min_by_key(|(_, thread)| thread.deadline);
        first.map(|(number, _)| (number, Woken::TimedOut))
    }
}
