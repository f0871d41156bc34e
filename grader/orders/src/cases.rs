//! What a program is tried with.

use crate::engine::program;

/// Each of these values, one after the other: with each, the rest of the program is run in all its orders.
pub fn one_of<T, const COUNT: usize>(values: [T; COUNT]) -> T {
    let number = program::choose(COUNT);
    let mut values = values.into_iter();
    values.nth(number).expect("there is a value")
}
