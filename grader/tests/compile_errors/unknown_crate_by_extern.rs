//! Mistake: a crate that the exercise's own manifest lists.
//! Says: `std`, `tokio`, `futures` and `anyhow` only
//! Says: whatever its Cargo.toml lists
extern crate rand;

pub fn number() -> u32 {
    rand::random()
}
