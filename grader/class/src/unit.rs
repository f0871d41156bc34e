//! Units of work: one student's answer to one kata. Which of them a shard has depends on nothing but their names.

use anyhow::Result;
use grader::{exit_code::usage, util::text::hash_of};
use std::{collections::BTreeMap, env, str::FromStr};

/// What a unit is called in plans: the student's name, encoded, and the kata's.
pub fn key(student_file: &str, kata: &str) -> String {
    format!("{student_file}/{kata}")
}

/// Part K of N, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// K.
    pub number: u64,
    /// N.
    pub count: u64,
}

/// Where engines say which part of the work a process has: the variable, and the number of the first part, or the
/// variable that says it.
const ENGINES: [(&str, First); 4] = [
    ("SLURM_ARRAY_TASK_ID", First::In("SLURM_ARRAY_TASK_MIN")),
    ("JOB_COMPLETION_INDEX", First::Is(0)),
    ("CI_NODE_INDEX", First::Is(1)),
    ("PARALLEL_SEQ", First::Is(1)),
];

#[derive(Debug, Clone, Copy)]
enum First {
    Is(u64),
    In(&'static str),
}

impl FromStr for Shard {
    type Err = String;

    /// `K/N`, or `/N` with K from the engine's variable.
    fn from_str(text: &str) -> Result<Self, String> {
        Self::parse(text, &|name| env::var(name).ok())
    }
}

impl Shard {
    fn parse(text: &str, variable: &dyn Fn(&str) -> Option<String>) -> Result<Self, String> {
        let (number, count) = text
            .split_once('/')
            .ok_or("write it as K/N, for example 2/8")?;
        let count: u64 = count
            .parse()
            .map_err(|_| format!("\"{count}\" is no number"))?;
        let number = match number {
            "" => from_engine(variable)?,
            number => number
                .parse()
                .map_err(|_| format!("\"{number}\" is no number"))?,
        };
        if (1..=count).contains(&number) {
            Ok(Self { number, count })
        } else {
            Err(format!(
                "part {number} is not one of the parts 1 to {count}"
            ))
        }
    }

    /// Those of `keys` that this shard has. With durations, in milliseconds, the parts take about the same time:
    /// the longest units are given first, each to the part that has the least; one without a duration counts as the median.
    pub fn of<'a>(self, keys: &[&'a str], durations: &BTreeMap<String, u64>) -> Vec<&'a str> {
        if durations.is_empty() {
            let mine = |key: &&&str| part_of(key, self.count) == self.number;
            return keys.iter().filter(mine).copied().collect();
        }
        let mut known: Vec<u64> = keys
            .iter()
            .filter_map(|key| durations.get(*key))
            .copied()
            .collect();
        known.sort_unstable();
        let median = known.get(known.len() / 2).copied().unwrap_or(1);
        let duration = |key: &str| durations.get(key).copied().unwrap_or(median).max(1);
        let mut longest_first: Vec<&str> = keys.to_vec();
        longest_first.sort_by_key(|key| (u64::MAX - duration(key), *key));
        let mut parts: Vec<u64> = vec![0; usize::try_from(self.count).unwrap_or(usize::MAX)];
        let mut mine = Vec::new();
        for key in longest_first {
            let least = (0..parts.len())
                .min_by_key(|part| (parts[*part], *part))
                .unwrap_or(0);
            parts[least] += duration(key);
            if least as u64 + 1 == self.number {
                mine.push(key);
            }
        }
        let is_mine = |key: &&&str| mine.contains(*key);
        keys.iter().filter(is_mine).copied().collect()
    }
}

/// The part that has a unit, from 1.
fn part_of(key: &str, count: u64) -> u64 {
    let hash = hash_of([key]);
    u64::from_str_radix(&hash[..16], 16).unwrap_or(0) % count + 1
}

fn from_engine(variable: &dyn Fn(&str) -> Option<String>) -> Result<u64, String> {
    let number = |name: &str| variable(name)?.parse::<u64>().ok();
    for (name, first) in ENGINES {
        let Some(index) = number(name) else {
            continue;
        };
        let first = match first {
            First::Is(first) => first,
            First::In(name) => number(name).unwrap_or(0),
        };
        return match index.checked_sub(first) {
            Some(offset) => Ok(offset + 1),
            None => Err(format!("{name} is {index}, but the first one is {first}")),
        };
    }
    let names: Vec<&str> = ENGINES.iter().map(|(name, _)| *name).collect();
    Err(format!(
        "/N takes the part from one of {}, and none of them is set",
        names.join(", ")
    ))
}

/// The units of a plan, one a line.
///
/// # Errors
///
/// If a line is none.
pub fn parse_plan(text: &str) -> Result<Vec<String>> {
    let lines = text.lines().filter(|line| !line.is_empty());
    lines
        .map(|line| match line.split_once('/') {
            Some((student, kata)) if !student.is_empty() && !kata.is_empty() => Ok(line.into()),
            _ => Err(usage(format!(
                "a plan has lines like STUDENT/KATA, and not \"{line}\""
            ))),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Vec<String> {
        let katas = ["a", "b", "c"];
        let students = (0..20).map(|number| format!("s{number}"));
        students
            .flat_map(|student| katas.map(|kata| key(&student, kata)))
            .collect()
    }

    fn parts(count: u64, durations: &BTreeMap<String, u64>) -> Vec<Vec<String>> {
        let keys = keys();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        (1..=count)
            .map(|number| {
                Shard { number, count }
                    .of(&keys, durations)
                    .into_iter()
                    .map(String::from)
                    .collect()
            })
            .collect()
    }

    #[test]
    fn the_parts_are_disjoint_and_together_all() {
        let durations: BTreeMap<String, u64> = keys().into_iter().zip(1..).collect();
        for durations in [BTreeMap::new(), durations] {
            for count in [1, 2, 7, 100] {
                let mut all: Vec<String> = parts(count, &durations).concat();
                all.sort();
                let mut keys = keys();
                keys.sort();
                assert_eq!(all, keys);
            }
        }
    }

    #[test]
    fn parts_with_durations_take_about_the_same_time() {
        let durations: BTreeMap<String, u64> =
            keys().into_iter().zip((1..).map(|n| n * n)).collect();
        let sums: Vec<u64> = parts(4, &durations)
            .iter()
            .map(|part| part.iter().map(|key| durations[key]).sum())
            .collect();
        let (least, most) = (sums.iter().min().unwrap(), sums.iter().max().unwrap());
        assert!(most - least < most / 20, "{sums:?}");
    }

    #[test]
    fn a_part_is_named_by_hand_or_by_an_engine() {
        let none = |_: &str| None;
        assert_eq!(
            Shard::parse("2/8", &none),
            Ok(Shard {
                number: 2,
                count: 8
            })
        );
        for wrong in ["0/8", "9/8", "2", "a/b", "/8", "1/0"] {
            assert!(Shard::parse(wrong, &none).is_err(), "{wrong}");
        }
        let slurm = |name: &str| match name {
            "SLURM_ARRAY_TASK_ID" => Some("7".to_string()),
            "SLURM_ARRAY_TASK_MIN" => Some("5".to_string()),
            _ => None,
        };
        assert_eq!(
            Shard::parse("/8", &slurm),
            Ok(Shard {
                number: 3,
                count: 8
            })
        );
        let kubernetes = |name: &str| (name == "JOB_COMPLETION_INDEX").then(|| "0".to_string());
        assert_eq!(
            Shard::parse("/8", &kubernetes),
            Ok(Shard {
                number: 1,
                count: 8
            })
        );
    }
}
