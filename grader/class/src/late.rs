//! Late work, by a rule that is data.

use anyhow::{Context as _, Result};
use fs_err as fs;
use grader::exit_code::usage;
use serde::Deserialize;
use std::{
    path::Path,
    time::{Duration, SystemTime},
};

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

/// Understands a time in RFC 3339. Without an offset it is in UTC.
///
/// # Errors
///
/// If it is none: what is wrong with it, and how it is written.
pub fn parse_time(text: &str) -> Result<SystemTime, String> {
    let wrong = |why: &str| {
        format!("{why}. Write it as 2026-11-27T18:00:00Z, or with +01:00 in place of Z.")
    };
    let (local, offset) = match text
        .len()
        .checked_sub(6)
        .and_then(|at| text.split_at_checked(at))
    {
        Some((local, offset)) if offset.starts_with(['+', '-']) && local.contains(':') => {
            (local, Some(offset))
        }
        _ => (text, None),
    };
    let time = humantime::parse_rfc3339_weak(local).map_err(|error| wrong(&error.to_string()))?;
    let Some(offset) = offset else {
        return Ok(time);
    };
    let parts = offset[1..].split_once(':');
    let parts = parts.and_then(|(hours, minutes)| {
        Some((hours.parse::<u64>().ok()?, minutes.parse::<u64>().ok()?))
    });
    let seconds = match parts {
        Some((hours @ 0..24, minutes @ 0..60)) => Duration::from_secs(hours * 3600 + minutes * 60),
        _ => return Err(wrong("its offset is none")),
    };
    let utc = if offset.starts_with('+') {
        time.checked_sub(seconds)
    } else {
        time.checked_add(seconds)
    };
    utc.ok_or_else(|| wrong("it is out of range"))
}

impl Rule {
    /// Reads a rule from a TOML file with `due`, and if they matter `free_days`, `percent_per_day`, `floor_percent` and
    /// `until`. Times are in RFC 3339.
    ///
    /// # Errors
    ///
    /// If it cannot be read or understood.
    pub fn read(file: &Path) -> Result<Self> {
        let text = fs::read_to_string(file)
            .map_err(|error| usage(format!("the rule for late work cannot be read: {error}")))?;
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
            parse_time(text).map_err(|error| usage(format!("`{name}` is \"{text}\": {error}")))
        };
        if file.floor_percent > 100 || file.percent_per_day > 100 {
            return Err(usage("percents are at most 100"));
        }
        let due = time("due", &file.due)?;
        let until = file.until.as_deref();
        let until = until.map(|text| time("until", text)).transpose()?;
        if until.is_some_and(|until| until < due) {
            return Err(usage("`until` is before `due`"));
        }
        Ok(Self {
            due,
            free_days: file.free_days,
            percent_per_day: file.percent_per_day,
            floor_percent: file.floor_percent,
            until,
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
    fn a_time_may_have_an_offset() {
        let time = parse_time("2026-11-20T18:00:00Z");
        assert_eq!(parse_time("2026-11-20T19:30:00+01:30"), time);
        assert_eq!(parse_time("2026-11-20T13:00:00-05:00"), time);
        assert_eq!(parse_time("2026-11-20 18:00:00"), time);
        for wrong in [
            "2026-11-20T18:00:00+1",
            "2026-11-20T18:00:00+99:00",
            "+01:00",
            "",
            "20-11-2026",
        ] {
            assert!(parse_time(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_rule_that_says_nonsense_is_wrong_usage() {
        for wrong in [
            "due = \"soon\"",
            "free_days = 1",
            "due = \"2026-11-20T18:00:00Z\"\nfree = 1",
            "due = \"2026-11-20T18:00:00Z\"\npercent_per_day = 200",
            "due = \"2026-11-20T18:00:00Z\"\nfree_days = -1",
            "due = \"2026-11-20T18:00:00Z\"\nuntil = \"2026-11-19T18:00:00Z\"",
        ] {
            assert!(Rule::parse(wrong).is_err(), "{wrong}");
        }
    }
}
