//! The one order of all operations with `SeqCst`, as far as it is fixed. A load may give an old value only if there is
//! such an order in which it comes before the stores that it has not seen.

use ::std::collections::BTreeSet;

/// Where an operation stands among those on one atomic: a store before the loads that give its value, and these before
/// the next store.
pub type Position = usize;

/// That of a load which gives the store with this index.
pub fn of_load(store: usize) -> Position {
    2 * store + 1
}

/// That of the store with this index.
pub fn of_store(store: usize) -> Position {
    2 * store
}

/// For each operation those that must come after it.
#[derive(Debug, Clone, Default)]
pub struct Sequence(Vec<BTreeSet<usize>>);

impl Sequence {
    /// Adds an operation between these.
    pub fn add(&mut self, before: &BTreeSet<usize>, after: BTreeSet<usize>) -> usize {
        let number = self.0.len();
        for operation in before {
            self.0[*operation].insert(number);
        }
        self.0.push(after);
        number
    }

    /// Whether there can be an operation between these.
    pub fn has_room(&self, before: &BTreeSet<usize>, after: &BTreeSet<usize>) -> bool {
        let mut reached: BTreeSet<usize> = after.clone();
        let mut left: Vec<usize> = after.iter().copied().collect();
        while let Some(operation) = left.pop() {
            for next in &self.0[operation] {
                if reached.insert(*next) {
                    left.push(*next);
                }
            }
        }
        reached.is_disjoint(before)
    }
}

/// The operations on an atomic that come before one at this position, and those that come after it.
pub fn around(
    operations: &[(usize, Position)],
    position: Position,
) -> (BTreeSet<usize>, BTreeSet<usize>) {
    let before = operations.iter().filter(|(_, other)| *other < position);
    let after = operations.iter().filter(|(_, other)| *other > position);
    let numbers = |(number, _): &(usize, Position)| *number;
    (before.map(numbers).collect(), after.map(numbers).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_no_room_in_a_circle() {
        let set = |numbers: &[usize]| numbers.iter().copied().collect::<BTreeSet<_>>();
        let mut sequence = Sequence::default();
        let first = sequence.add(&set(&[]), set(&[]));
        let second = sequence.add(&set(&[first]), set(&[]));
        let third = sequence.add(&set(&[second]), set(&[]));
        assert!(sequence.has_room(&set(&[first]), &set(&[third])));
        assert!(!sequence.has_room(&set(&[third]), &set(&[first])));
        assert!(!sequence.has_room(&set(&[second]), &set(&[second])));
        assert!(sequence.has_room(&set(&[]), &set(&[first])));
    }
}
