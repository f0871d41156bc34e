//! What a step has looked at and changed. Two steps whose footprints do not meet can change places, and nobody notices.

/// The things that a step has touched, by their numbers in this run of the program.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Footprint {
    looked_at: u64,
    changed: u64,
}

/// All things with this number and greater ones count as one.
const LAST: u32 = u64::BITS - 1;

impl Footprint {
    /// That of a step which cannot change places with any other.
    pub const EVERYTHING: Self = Self {
        looked_at: u64::MAX,
        changed: u64::MAX,
    };

    /// Notes that the thing with this number was looked at.
    pub fn look_at(&mut self, number: u32) {
        self.looked_at |= 1 << number.min(LAST);
    }

    /// Notes that the thing with this number was changed.
    pub fn change(&mut self, number: u32) {
        self.changed |= 1 << number.min(LAST);
    }

    /// Notes all that the other one has.
    pub fn add(&mut self, other: Self) {
        self.looked_at |= other.looked_at;
        self.changed |= other.changed;
    }

    /// Whether one of the two has changed what the other has touched.
    pub fn meets(self, other: Self) -> bool {
        self.changed & (other.looked_at | other.changed) != 0 || other.changed & self.looked_at != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(looked_at: &[u32], changed: &[u32]) -> Footprint {
        let mut footprint = Footprint::default();
        looked_at
            .iter()
            .for_each(|number| footprint.look_at(*number));
        changed.iter().for_each(|number| footprint.change(*number));
        footprint
    }

    #[test]
    fn who_only_looks_meets_nobody_who_only_looks() {
        assert!(!of(&[1, 2], &[]).meets(of(&[2], &[])));
        assert!(of(&[2], &[]).meets(of(&[], &[2])));
        assert!(of(&[], &[2]).meets(of(&[2], &[])));
        assert!(of(&[], &[2]).meets(of(&[], &[2])));
        assert!(!of(&[], &[2]).meets(of(&[1], &[3])));
        assert!(Footprint::EVERYTHING.meets(of(&[1], &[])));
        assert!(!Footprint::EVERYTHING.meets(of(&[], &[])));
    }

    #[test]
    fn many_things_are_one() {
        assert!(of(&[], &[70]).meets(of(&[], &[900])));
        assert!(!of(&[], &[70]).meets(of(&[], &[62])));
    }
}
