//! How many of how many.

/// How many of how many.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Ratio {
    /// Those that are as they should be.
    pub passed: usize,
    /// All.
    pub total: usize,
}
