//! How many there are.

use super::cases::{boxed, cases};

/// None, one, two; eleven, whose names sort in another order than they come; and more than any limit of a
/// library's own.
const SIZES: [usize; 5] = [0, 1, 2, 11, 100];

/// How many `thing`s there are, a noun in the singular: 0, 1, 2, 11 and 100.
///
/// ```
/// use kata_kit::{assert_same, sizes};
///
/// for n in sizes("price") {
///     let prices = vec![3; n];
///     assert_same("the sum", prices.iter().sum(), 3 * n, "Every price counts.");
/// }
/// ```
pub fn sizes(thing: &str) -> impl Iterator<Item = usize> + use<> {
    sizes_from(0, thing)
}

/// As [`sizes`], but `least` at least.
pub fn sizes_from(least: usize, thing: &str) -> impl Iterator<Item = usize> + use<> {
    let sizes = SIZES.into_iter().filter(move |size| *size >= least);
    let thing = thing.to_string();
    boxed(cases(sizes.map(move |size| (name(size, &thing), size))))
}

fn name(size: usize, thing: &str) -> String {
    match size {
        0 => format!("with no {thing}"),
        1 => format!("with one {thing}"),
        _ => format!("with {size} {thing}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case;

    #[test]
    fn every_size_has_a_name() {
        let mut names = Vec::new();
        for _ in sizes_from(0, "job") {
            names.push(case::current());
        }
        assert!(names[0].contains("with no job"));
        assert!(names[1].contains("with one job"));
        assert!(names[4].contains("with 100 jobs"));
        assert_eq!(sizes_from(1, "job").collect::<Vec<_>>(), SIZES[1..]);
    }
}
