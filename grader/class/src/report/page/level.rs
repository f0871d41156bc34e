//! How much of a class is told without scripts, so that the page of a large one is not too large.

/// How much is shown without scripts.
#[derive(Debug, Clone, Copy)]
pub struct Level {
    /// How many examples of each kata are told in full.
    pub examples: usize,
    /// How many reasons are told of each failure in a student's list; without any there is no list.
    pub reasons: usize,
    /// The most characters of what was observed, in such a reason.
    pub observed: usize,
    /// The most characters of its heading.
    pub heading: usize,
}

/// The levels from the fullest to the barest.
pub const LEVELS: [Level; 5] = [
    level(4, 5, 240, 160),
    level(2, 3, 140, 120),
    level(0, 2, 80, 100),
    level(0, 1, 0, 80),
    level(0, 0, 0, 0),
];

const fn level(examples: usize, reasons: usize, observed: usize, heading: usize) -> Level {
    Level {
        examples,
        reasons,
        observed,
        heading,
    }
}

impl Level {
    /// Whether each student's failures are listed.
    pub fn has_failures(&self) -> bool {
        self.reasons > 0
    }
}
