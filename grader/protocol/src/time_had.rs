//! How much of its time a program has had, on a machine that may be busy with other things.

use std::time::Duration;

/// A program is given this many times its time at the most, however busy the machine is.
const MOST: u32 = 4;

/// Counts the time that a program has had.
///
/// Time in which it waits counts as it passes. Time in which it computes counts by the CPU time that it got: others may
/// have kept it from the cores, and that is not its fault.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TimeHad {
    had: Duration,
    passed: Duration,
    used: Option<Duration>,
}

impl TimeHad {
    /// Notes how much time has passed since the program was started, and how much CPU time it has used; `None` where the
    /// system does not say.
    pub fn note(&mut self, passed: Duration, used: Option<Duration>) {
        let lately = passed.saturating_sub(self.passed);
        let got = used.map(|used| used.saturating_sub(self.used.unwrap_or_default()));
        // With less than a fifth of a core it waits for something, now and then.
        self.had += match got {
            Some(got) if got * 5 > lately => got.min(lately),
            _ => lately,
        };
        self.passed = passed;
        self.used = used.or(self.used);
    }

    /// Whether it has had all of its `time`.
    pub fn is_over(&self, time: Duration) -> bool {
        self.had >= time || self.passed >= time.saturating_mul(MOST)
    }

    /// How much of its `time` is left.
    pub fn left_of(&self, time: Duration) -> Duration {
        time.saturating_sub(self.had)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const TIME: Duration = Duration::from_secs(5);

    /// How many seconds it is given that gets so many hundredths of a core.
    fn seconds(hundredths: u32) -> u32 {
        let mut had = TimeHad::default();
        (1..)
            .find(|second| {
                let used = SECOND * *second * hundredths / 100;
                had.note(SECOND * *second, Some(used));
                had.is_over(TIME)
            })
            .unwrap_or(0)
    }

    #[test]
    fn who_waits_and_who_has_a_core_is_given_its_time_and_no_more() {
        assert_eq!([0, 2, 20, 100, 400].map(seconds), [5; 5]);
    }

    #[test]
    fn who_computes_and_has_less_than_a_core_is_given_more_up_to_a_bound() {
        assert_eq!([50, 30, 25, 21].map(seconds), [10, 17, 20, 20]);
    }

    #[test]
    fn where_nobody_says_what_was_used_all_time_counts() {
        let mut had = TimeHad::default();
        had.note(SECOND * 4, None);
        assert_eq!((had.is_over(TIME), had.left_of(TIME)), (false, SECOND));
        had.note(SECOND * 5, None);
        assert!(had.is_over(TIME));
    }
}
