//! Which choice comes next: depth first, at random with a fixed seed, or as in an order that was run before.

/// How an order is chosen.
#[derive(Debug, Clone)]
pub enum Choices {
    /// All orders, one after the other.
    DepthFirst(DepthFirst),
    /// An order out of very many.
    Random(RandomWalk),
    /// An order that is known.
    Replay(Vec<usize>, usize),
}

impl Choices {
    /// A number below `count`.
    pub fn choose(&mut self, count: usize) -> usize {
        match self {
            Self::DepthFirst(walk) => walk.choose(count),
            Self::Random(walk) => walk.choose(count),
            Self::Replay(known, at) => {
                let choice = known.get(*at).copied().unwrap_or(0);
                *at += 1;
                choice.min(count - 1)
            }
        }
    }
}

/// Goes through a tree whose branches are choices.
#[derive(Debug, Clone, Default)]
pub struct DepthFirst {
    /// The choices on the way, and how many there were of each.
    way: Vec<(usize, usize)>,
    /// How many of them this order has made.
    at: usize,
    /// Whether some order had other choices than the one before it, whose beginning was the same.
    pub differed: bool,
}

impl DepthFirst {
    fn choose(&mut self, count: usize) -> usize {
        let at = self.at;
        self.at += 1;
        match self.way.get(at).copied() {
            Some((choice, known)) if known == count => choice,
            Some((choice, _)) => {
                self.differed = true;
                self.way.truncate(at);
                let choice = choice.min(count - 1);
                self.way.push((choice, count));
                choice
            }
            None => {
                self.way.push((0, count));
                0
            }
        }
    }

    /// Goes to the beginning of the next order; false if there is none.
    pub fn next_order(&mut self) -> bool {
        self.differed |= self.at < self.way.len();
        self.way.truncate(self.at);
        self.at = 0;
        while let Some((choice, count)) = self.way.pop() {
            if choice + 1 < count {
                self.way.push((choice + 1, count));
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

    // The first choice is to let the same thread go on: long runs find what even turns do not.
    fn choose(&mut self, count: usize) -> usize {
        let number = self.next();
        if count > 1 && number.is_multiple_of(2) {
            return 0;
        }
        ((number >> 1) % count as u64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every way through a program with these numbers of choices.
    fn ways(program: impl Fn(&mut DepthFirst) -> Vec<usize>) -> Vec<Vec<usize>> {
        let mut walk = DepthFirst::default();
        let mut ways = Vec::new();
        loop {
            ways.push(program(&mut walk));
            if !walk.next_order() {
                assert!(!walk.differed);
                return ways;
            }
        }
    }

    #[test]
    fn depth_first_goes_every_way_once() {
        let found = ways(|walk| {
            let first = walk.choose(2);
            let second = walk.choose(if first == 0 { 1 } else { 3 });
            vec![first, second]
        });
        assert_eq!(found, [[0, 0], [1, 0], [1, 1], [1, 2]]);
    }

    #[test]
    fn a_program_that_differs_from_run_to_run_is_noticed() {
        let mut walk = DepthFirst::default();
        walk.choose(2);
        walk.choose(2);
        assert!(walk.next_order() && !walk.differed);
        walk.choose(3);
        walk.choose(2);
        assert!(walk.differed);
    }
}
