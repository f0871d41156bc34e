//! Which choice comes next: depth first, at random with a fixed seed, or as in an order that was run before.

use super::{footprint::Footprint, program::Woken};

/// A thread that can go on, and how its wait ends then.
pub type Able = (usize, Woken);

/// How an order is chosen.
#[derive(Debug, Clone)]
pub enum Choices {
    /// All orders, one after the other.
    DepthFirst(DepthFirst),
    /// An order out of very many.
    Random(RandomWalk),
    /// An order with few changes of the thread that is preferred.
    Priorities(Priorities),
    /// An order that is known.
    Replay(Vec<usize>, usize),
    /// An order that somebody chooses, as far as it is chosen.
    Chosen(Vec<usize>, usize),
}

impl Choices {
    /// Whether the next choice is somebody's who has not made it yet.
    pub fn are_open(&self) -> bool {
        matches!(self, Self::Chosen(known, at) if *at == known.len())
    }

    /// A number below `count`, which is at least 2.
    pub fn choose(&mut self, count: usize) -> usize {
        match self {
            Self::DepthFirst(walk) => walk.choose(count),
            Self::Random(walk) => walk.choose(count),
            Self::Priorities(walk) => walk.random.choose(count),
            Self::Replay(known, at) | Self::Chosen(known, at) => replay(known, at, count),
        }
    }

    /// Who goes on, as a position in `able`, after `ran` has made a step with this footprint; nobody if this order
    /// differs in nothing from one that was run.
    pub fn choose_thread(&mut self, able: &[Able], ran: usize, step: Footprint) -> Option<usize> {
        match self {
            Self::DepthFirst(walk) => walk.choose_thread(able, ran, step),
            _ if able.len() == 1 => Some(0),
            Self::Random(walk) => Some(walk.choose(able.len())),
            Self::Priorities(walk) => Some(walk.choose_thread(able)),
            Self::Replay(known, at) | Self::Chosen(known, at) => {
                Some(replay(known, at, able.len()))
            }
        }
    }
}

fn replay(known: &[usize], at: &mut usize, count: usize) -> usize {
    let choice = known.get(*at).copied().unwrap_or(0);
    *at += 1;
    choice.min(count - 1)
}

/// Goes through a tree whose branches are choices.
///
/// With `leaves_out` it leaves out orders that differ from another one only in the places of steps whose footprints do
/// not meet: after the orders that begin with one thread's step, that step is not made again in the orders
/// that begin with another's until somebody has touched what it touches. (Sleep sets: Godefroid, *Partial-Order
/// Methods for the Verification of Concurrent Systems*, 1996.)
#[derive(Debug, Clone, Default)]
pub struct DepthFirst {
    /// The choices on the way.
    way: Vec<Choice>,
    /// How many of them this order has made.
    at: usize,
    leaves_out: bool,
    /// The steps that are not to be made here.
    asleep: Vec<Asleep>,
    /// The choice that has led to the step which is being made.
    last: Option<usize>,
    /// Whether some order had other choices than the one before it, whose beginning was the same.
    pub differed: bool,
}

#[derive(Debug, Clone)]
struct Choice {
    chosen: usize,
    count: usize,
    /// If it was who goes on: the threads, what their steps have touched as far as these were tried, and whether they
    /// are left out here.
    threads: Vec<(Able, Footprint, bool)>,
}

#[derive(Debug, Clone)]
struct Asleep {
    who: Able,
    step: Footprint,
}

impl DepthFirst {
    /// One that leaves out what differs in nothing.
    pub fn leaving_out() -> Self {
        Self {
            leaves_out: true,
            ..Self::default()
        }
    }

    fn choose(&mut self, count: usize) -> usize {
        self.go_on(count).unwrap_or_else(|| {
            self.way.push(Choice {
                chosen: 0,
                count,
                threads: Vec::new(),
            });
            0
        })
    }

    /// The next choice, if it was made in the order before.
    fn go_on(&mut self, count: usize) -> Option<usize> {
        let at = self.at;
        self.at += 1;
        let known = self.way.get_mut(at)?;
        if known.count != count {
            self.differed = true;
            known.chosen = known.chosen.min(count - 1);
            known.count = count;
            known.threads.clear();
            self.way.truncate(at + 1);
        }
        self.way.get(at).map(|choice| choice.chosen)
    }

    fn choose_thread(&mut self, able: &[Able], ran: usize, step: Footprint) -> Option<usize> {
        if !self.leaves_out {
            return Some(if able.len() == 1 {
                0
            } else {
                self.choose(able.len())
            });
        }
        self.end_step(step);
        let is_asleep = |asleep: &Asleep| asleep.who.0 != ran && !asleep.step.meets(step);
        self.asleep.retain(is_asleep);
        let sleeps = |who: &Able| self.asleep.iter().any(|asleep| asleep.who == *who);
        let left_out: Vec<bool> = able.iter().map(sleeps).collect();
        if let [is_left_out] = left_out[..] {
            return (!is_left_out).then_some(0);
        }
        let at = self.at;
        let chosen = match self.go_on(able.len()) {
            Some(chosen) => chosen,
            None => {
                let first = left_out.iter().position(|is_left_out| !is_left_out);
                let threads = able.iter().zip(left_out);
                let threads = threads.map(|(who, out)| (*who, Footprint::default(), out));
                self.way.push(Choice {
                    chosen: first.unwrap_or(able.len()),
                    count: able.len(),
                    threads: threads.collect(),
                });
                first?
            }
        };
        let tried = self.way[at].threads.iter().take(chosen);
        let tried = tried.filter(|(_, _, left_out)| !left_out);
        self.asleep.extend(tried.map(|(who, step, _)| Asleep {
            who: *who,
            step: *step,
        }));
        self.last = Some(at);
        Some(chosen)
    }

    /// Notes what a step has touched at the choice that has led to it.
    fn end_step(&mut self, step: Footprint) {
        if let Some(choice) = self.last.take().and_then(|last| self.way.get_mut(last))
            && let Some((_, touched, _)) = choice.threads.get_mut(choice.chosen)
        {
            touched.add(step);
        }
    }

    /// Goes to the beginning of the next order, after this one has ended with such a step; false if there is none.
    pub fn next_order(&mut self, step: Footprint) -> bool {
        self.end_step(step);
        self.differed |= self.at < self.way.len();
        self.way.truncate(self.at);
        self.at = 0;
        self.asleep.clear();
        while let Some(mut choice) = self.way.pop() {
            let is_left_out =
                |number: &usize| choice.threads.get(*number).is_some_and(|(_, _, out)| *out);
            let next = (choice.chosen + 1..choice.count).find(|number| !is_left_out(number));
            if let Some(next) = next {
                choice.chosen = next;
                self.way.push(choice);
                return true;
            }
        }
        false
    }
}

/// Random numbers that are the same everywhere.
#[derive(Debug, Clone)]
pub struct RandomWalk(u64);

impl RandomWalk {
    /// The walk with this number.
    pub fn new(number: u64) -> Self {
        Self(
            number
                .wrapping_mul(0x9e37_79b9_7f4a_7c15)
                .wrapping_add(0x1234_5678),
        )
    }

    // SplitMix64.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        (self.next() % count as u64) as usize
    }

    // The first choice is to let the same thread go on: long runs find what even turns do not.
    fn choose(&mut self, count: usize) -> usize {
        if count > 1 && self.next().is_multiple_of(2) {
            return 0;
        }
        self.below(count)
    }
}

/// Each thread has a priority, and the one with the highest goes on; at a few steps it loses its priority. (PCT:
/// Burckhardt and others, *A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs*, 2010.)
#[derive(Debug, Clone)]
pub struct Priorities {
    random: RandomWalk,
    priorities: Vec<u64>,
    /// At which steps the preferred thread loses its priority.
    changes: [usize; Self::CHANGES],
    made: usize,
}

impl Priorities {
    /// Three are enough for nearly all that goes wrong between threads.
    const CHANGES: usize = 3;

    /// The walk with this number through a program of about so many steps.
    pub fn new(number: u64, steps: usize) -> Self {
        let mut random = RandomWalk::new(number);
        let changes = [(); Self::CHANGES].map(|()| random.below(steps.max(1)));
        Self {
            random,
            priorities: Vec::new(),
            changes,
            made: 0,
        }
    }

    fn choose_thread(&mut self, able: &[Able]) -> usize {
        for (thread, _) in able {
            while self.priorities.len() <= *thread {
                // The lowest ones are for those who lose theirs.
                let priority = self.random.next() | 1 << 63;
                self.priorities.push(priority);
            }
        }
        let ready: Vec<usize> = (0..able.len())
            .filter(|at| able[*at].1 == Woken::Ready)
            .collect();
        // Now and then a wait ends for nothing.
        if ready.len() < able.len() && self.random.below(8) == 0 {
            return able.len() - 1;
        }
        let priority = |at: &usize| self.priorities[able[*at].0];
        let preferred = ready.into_iter().max_by_key(priority).unwrap_or(0);
        if self.changes.contains(&self.made) {
            self.priorities[able[preferred].0] = (1 << 62) - self.made as u64;
        }
        self.made += 1;
        preferred
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: Footprint = Footprint::EVERYTHING;

    /// Every way through a program with these numbers of choices.
    fn ways(program: impl Fn(&mut DepthFirst) -> Vec<usize>) -> Vec<Vec<usize>> {
        let mut walk = DepthFirst::default();
        let mut ways = Vec::new();
        loop {
            ways.push(program(&mut walk));
            if !walk.next_order(NOTHING) {
                assert!(!walk.differed);
                return ways;
            }
        }
    }

    #[test]
    fn depth_first_goes_every_way_once() {
        let found = ways(|walk| {
            let first = walk.choose(2);
            let second = if first == 0 { 0 } else { walk.choose(3) };
            vec![first, second]
        });
        assert_eq!(found, [[0, 0], [1, 0], [1, 1], [1, 2]]);
    }

    #[test]
    fn a_program_that_differs_from_run_to_run_is_noticed() {
        let mut walk = DepthFirst::default();
        walk.choose(2);
        walk.choose(2);
        assert!(walk.next_order(NOTHING) && !walk.differed);
        walk.choose(3);
        walk.choose(2);
        assert!(walk.differed);
    }
}
