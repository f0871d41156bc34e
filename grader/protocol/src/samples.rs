//! What a hung process sees of itself: stacks, as addresses that mean the same in another process.
//!
//! The process that hangs cannot turn its addresses into lines, because it is not allowed to read its own
//! program. The grader has that done afterwards: see [`crate::SymbolTable`].

use crate::{from_hex, hex};
use std::collections::BTreeSet;

/// The file in the working directory of a student's program for what was seen of it. A program that comes to
/// its end leaves it empty.
pub const SAMPLES_FILE: &str = "samples";

/// How what was sampled waits, or does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SampleKind {
    /// The check's own future was polled once more, and kept the waker here.
    FutureWaits,
    /// The same future, when it called the waker during its own poll.
    FutureWakesItself,
    /// The same future was pending, and nothing had kept or called the waker.
    LostWakeUp,
    /// A task of the runtime waits here, for something of tokio's.
    TaskWaits,
    /// A task of the runtime waits for something that is not tokio's; it was spawned here.
    TaskWaitsElsewhere,
    /// A task of the runtime is polled all the time; it was spawned here.
    TaskSpins,
    /// A thread is here and stays.
    ThreadBlocked,
    /// A thread was here while it was keeping a core busy.
    ThreadBusy,
}

impl SampleKind {
    fn word(self) -> &'static str {
        match self {
            SampleKind::FutureWaits => "future_waits",
            SampleKind::FutureWakesItself => "future_wakes_itself",
            SampleKind::LostWakeUp => "lost_wake_up",
            SampleKind::TaskWaits => "task_waits",
            SampleKind::TaskWaitsElsewhere => "task_waits_elsewhere",
            SampleKind::TaskSpins => "task_spins",
            SampleKind::ThreadBlocked => "thread_blocked",
            SampleKind::ThreadBusy => "thread_busy",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        let all = [
            Self::FutureWaits,
            Self::FutureWakesItself,
            Self::LostWakeUp,
            Self::TaskWaits,
            Self::TaskWaitsElsewhere,
            Self::TaskSpins,
            Self::ThreadBlocked,
            Self::ThreadBusy,
        ];
        all.into_iter().find(|kind| kind.word() == word)
    }
}

/// One thing that was seen, with the calls that led there, the innermost first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StackSample {
    /// How it waits.
    pub kind: SampleKind,
    /// Addresses as the kit writes them, a module and an offset in it; or `@file:line`.
    pub stack: Vec<String>,
}

/// What was seen of a hang.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HangSamples {
    /// In the process that looked.
    pub stacks: Vec<StackSample>,
    /// The arguments of the student's program, if that is what hung.
    pub program: Option<Vec<String>>,
}

/// The word for the arguments of a program.
const PROGRAM: &str = "program";
/// The most bytes of all samples together: a signed outcome has room for no more.
const MOST_BYTES: usize = 128 * 1024;

impl HangSamples {
    /// Whether nothing was seen.
    pub fn is_empty(&self) -> bool {
        self.stacks.is_empty() && self.program.is_none()
    }

    /// The samples as text, one a line. What a thousand threads do alike is said once, and what there is no
    /// room for is left out.
    pub fn write(&self) -> String {
        let program = self.program.iter().map(|arguments| {
            let digits = arguments
                .iter()
                .map(|word| format!("={}", hex(word.as_bytes())));
            line(PROGRAM, &digits.collect::<Vec<_>>())
        });
        let stacks = self.stacks.iter();
        let stacks = stacks.map(|sample| line(sample.kind.word(), &sample.stack));
        let mut known = BTreeSet::new();
        let mut text = String::new();
        for line in program.chain(stacks) {
            if text.len() + line.len() <= MOST_BYTES && known.insert(line.clone()) {
                text.push_str(&line);
            }
        }
        text
    }

    /// Reads the text back; lines that are no samples are left out.
    pub fn parse(text: &str) -> Self {
        let mut samples = Self::default();
        for (word, rest) in text.lines().filter_map(|line| line.split_once(' ')) {
            if let Some(kind) = SampleKind::parse(word) {
                let stack = rest.split_whitespace().map(str::to_string).collect();
                samples.stacks.push(StackSample { kind, stack });
            } else if word == PROGRAM {
                let words = rest.split_whitespace();
                samples.program = words.map(argument).collect();
            }
        }
        samples
    }
}

fn line(word: &str, rest: &[String]) -> String {
    format!("{word} {}\n", rest.join(" "))
}

fn argument(digits: &str) -> Option<String> {
    String::from_utf8(from_hex(digits.strip_prefix('=')?)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_stacks(stacks: Vec<StackSample>) -> HangSamples {
        HangSamples {
            stacks,
            program: None,
        }
    }

    #[test]
    fn samples_read_back_as_they_were() {
        let sample = |kind, stack: &[&str]| StackSample {
            kind,
            stack: stack.iter().map(|address| address.to_string()).collect(),
        };
        let all = of_stacks(vec![
            sample(SampleKind::TaskWaits, &["program+1f", "libkit.so+2a0"]),
            sample(SampleKind::LostWakeUp, &[]),
        ]);
        assert_eq!(HangSamples::parse(&all.write()), all);
        assert!(HangSamples::parse("nonsense\n").is_empty());
    }

    #[test]
    fn the_arguments_of_a_program_read_back_as_they_were() {
        for arguments in [
            vec![],
            ["first", "", "two words", "é"].map(String::from).to_vec(),
        ] {
            let samples = HangSamples {
                program: Some(arguments),
                ..HangSamples::default()
            };
            assert_eq!(HangSamples::parse(&samples.write()), samples);
        }
    }

    #[test]
    fn a_crowd_of_threads_does_not_burst_the_outcome() {
        let sample = |n: usize| StackSample {
            kind: SampleKind::ThreadBlocked,
            stack: vec![format!("program+{n}"); 100],
        };
        let alike = of_stacks((0..1000).map(|_| sample(7)).collect());
        assert_eq!(HangSamples::parse(&alike.write()).stacks, [sample(7)]);
        let different = of_stacks((0..1000).map(sample).collect());
        assert!(different.write().len() <= MOST_BYTES);
    }
}
