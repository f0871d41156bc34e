//! Late work, by a rule that is data.

use anyhow::{Context as _, Result};
use fs_err as fs;
use grader::exit_code::usage;
use serde::Deserialize;
use std::{path::Path, time::SystemTime};

/// What late work costs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    due: String,
    #[serde(default)]
    free_days: u64,
    #[serde(default)]
    percent_per_day: u64,
    #[serde(default)]
    floor_percent: u64,
    until: Option<String>,
}

/// A rule for late work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    due: SystemTime,
    free_days: u64,
    percent_per_day: u64,
    floor_percent: u64,
    until: Option<SystemTime>,
}

/// What a rule makes of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Late {
    /// The days that count.
    pub days: u64,
    /// The mark that is left, in points.
    pub reduced: u32,
}

const DAY: u64 = 24 * 60 * 60;

impl Rule {
    /// Reads a rule from a TOML file with `due`, and if they matter `free_days`, `percent_per_day`, `floor_percent` and
    /// `until`. Times are in RFC 3339.
    ///
    /// # Errors
    ///
    /// If it cannot be read or understood.
    pub fn read(file: &Path) -> Result<Self> {
        let text = fs::read_to_string(file)?;
        Self::parse(&text).with_context(|| format!("failed to read the rule {}", file.display()))
    }

    /// Understands a rule.
    ///
    /// # Errors
    ///
    /// If it says nonsense.
    pub fn parse(text: &str) -> Result<Self> {
        let file: File = basic_toml::from_str(text).map_err(|error| usage(error.to_string()))?;
        let time = |name: &str, text: &str| {
            humantime::parse_rfc3339(text).map_err(|error| {
                usage(format!(
                    "`{name}` is \"{text}\": {error}. Write it as 2026-11-27T18:00:00Z."
                ))
            })
        };
        if file.floor_percent > 100 || file.percent_per_day > 100 {
            return Err(usage("percents are at most 100"));
        }
        Ok(Self {
            due: time("due", &file.due)?,
            free_days: file.free_days,
            percent_per_day: file.percent_per_day,
            floor_percent: file.floor_percent,
            until: file
                .until
                .as_deref()
                .map(|text| time("until", text))
                .transpose()?,
        })
    }

    /// What it makes of `score` points for work that was handed in at this time.
    pub fn apply(&self, score: u32, submitted_at: SystemTime) -> Late {
        let behind = submitted_at.duration_since(self.due).unwrap_or_default();
        let begun = behind.as_secs().div_ceil(DAY)
            + u64::from(behind.as_secs().is_multiple_of(DAY) && behind.subsec_nanos() > 0);
        let days = begun.saturating_sub(self.free_days);
        if self.until.is_some_and(|until| submitted_at > until) {
            return Late { days, reduced: 0 };
        }
        let taken = days.saturating_mul(self.percent_per_day).min(100);
        let left = (100 - taken).max(self.floor_percent);
        let reduced = u64::from(score) * left / 100;
        Late {
            days,
            reduced: u32::try_from(reduced).unwrap_or(score),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: &str = "due = \"2026-11-20T18:00:00Z\"\nfree_days = 1\npercent_per_day = 20\nfloor_percent = 30\nuntil = \"2026-11-30T18:00:00Z\"\n";

    fn late(time: &str) -> (u64, u32) {
        let rule = Rule::parse(RULE).unwrap();
        let late = rule.apply(99, humantime::parse_rfc3339(time).unwrap());
        (late.days, late.reduced)
    }

    #[test]
    fn days_begun_after_the_free_ones_cost_their_percents_down_to_the_floor() {
        assert_eq!(late("2026-11-20T17:59:59Z"), (0, 99));
        assert_eq!(late("2026-11-20T18:00:00Z"), (0, 99));
        assert_eq!(late("2026-11-20T18:00:00.5Z"), (0, 99));
        assert_eq!(late("2026-11-21T18:00:00Z"), (0, 99));
        assert_eq!(late("2026-11-21T18:00:01Z"), (1, 79));
        assert_eq!(late("2026-11-23T18:00:00Z"), (2, 59));
        assert_eq!(late("2026-11-29T18:00:00Z"), (8, 29));
        assert_eq!(late("2026-11-30T18:00:00Z"), (9, 29));
        assert_eq!(late("2026-11-30T18:00:01Z"), (10, 0));
    }

    #[test]
    fn a_rule_that_says_nonsense_is_wrong_usage() {
        for wrong in [
            "due = \"soon\"",
            "free_days = 1",
            "due = \"2026-11-20T18:00:00Z\"\nfree = 1",
            "due = \"2026-11-20T18:00:00Z\"\npercent_per_day = 200",
        ] {
            assert!(Rule::parse(wrong).is_err(), "{wrong}");
        }
    }
}
