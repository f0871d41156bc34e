//! Runs a program in one order after the other.

pub mod choices;
pub mod program;
mod scheduler;
pub mod search;

#[cfg(test)]
mod tests;
