//! Runs a program in one order after the other.

pub mod choices;
mod coroutine;
pub mod footprint;
pub mod memory;
pub mod program;
mod scheduler;
pub mod search;
mod sequence;
pub mod shared;

#[cfg(test)]
mod tests;
