//! Mistake: a crate that katas have not.
//! Says: `std`, `tokio`, `futures` and `anyhow` only
//! Says: whatever its Cargo.toml lists
use rayon::prelude::*;

pub fn sum(numbers: &[u32]) -> u32 {
    numbers.par_iter().sum()
}
