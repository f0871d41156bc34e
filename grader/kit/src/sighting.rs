//! What a hung check's process sees of itself: where it waits, as bare addresses.
//!
//! This file is compiled into both ends, like [`crate::record`]: the kit writes sightings into the
//! record, the grader reads them. The process that hangs cannot turn its addresses into lines (it is
//! not allowed to read its own program); the grader has that done afterwards.

use crate::record::hex;
use std::collections::BTreeSet;

/// How something was seen to wait, or not to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// The check's own future was polled once more, and kept the waker here.
    Waits,
    /// The same future, when it called the waker during its own poll.
    WakesItself,
    /// The same future was pending, and nothing had kept or called the waker.
    LostWakeUp,
    /// A task of the runtime waits here, for something of tokio's.
    TaskWaits,
    /// A task of the runtime waits for something that is not tokio's; it was spawned here.
    TaskElsewhere,
    /// A task of the runtime is polled all the time; it was spawned here.
    TaskSpins,
    /// A thread is here and stays.
    Blocked,
    /// A thread was here while it was keeping a core busy.
    Busy,
    /// Not this process hangs but the student's program, called with what stands in place of a stack.
    Program,
}

impl Manner {
    const ALL: [(Manner, &'static str); 9] = [
        (Manner::Waits, "waits"),
        (Manner::WakesItself, "wakes_itself"),
        (Manner::LostWakeUp, "lost_wake_up"),
        (Manner::TaskWaits, "task_waits"),
        (Manner::TaskElsewhere, "task_elsewhere"),
        (Manner::TaskSpins, "task_spins"),
        (Manner::Blocked, "blocked"),
        (Manner::Busy, "busy"),
        (Manner::Program, "program"),
    ];
}

/// One thing that was seen, with the calls that led there, the innermost first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// In which manner.
    pub manner: Manner,
    /// Addresses as the kit writes them, a module and an offset in it; or `@file:line`.
    pub stack: Vec<String>,
}

impl Sighting {
    /// That a program hung which was called with `arguments`; they are written as hexadecimal digits.
    pub fn of_program(arguments: &[&str]) -> Self {
        let written = |argument: &&str| format!("={}", hex(argument.as_bytes()));
        Self {
            manner: Manner::Program,
            stack: arguments.iter().map(written).collect(),
        }
    }

    /// The arguments of the program that hung, if this is what was seen.
    pub fn arguments(&self) -> Option<Vec<String>> {
        let read = |written: &String| {
            let digits = written.strip_prefix('=')?.as_bytes();
            let bytes = digits.chunks(2).map(|two| {
                let two = std::str::from_utf8(two).ok()?;
                u8::from_str_radix(two, 16).ok()
            });
            String::from_utf8(bytes.collect::<Option<_>>()?).ok()
        };
        let program = (self.manner == Manner::Program).then_some(&self.stack)?;
        program.iter().map(read).collect()
    }
}

/// The most bytes of all sightings together: a record has room for no more, and nobody reads as many.
const MOST_BYTES: usize = 128 * 1024;

/// Sightings as text, one a line; what a thousand threads do alike is said once.
pub fn write(sightings: &[Sighting]) -> String {
    let line = |seen: &Sighting| {
        let word = Manner::ALL
            .iter()
            .find(|(manner, _)| *manner == seen.manner);
        format!(
            "{} {}\n",
            word.map_or("", |(_, word)| word),
            seen.stack.join(" ")
        )
    };
    let mut known = BTreeSet::new();
    let mut text = String::new();
    for line in sightings.iter().map(line) {
        if text.len() + line.len() <= MOST_BYTES && known.insert(line.clone()) {
            text.push_str(&line);
        }
    }
    text
}

/// Reads the text back; lines that are none are left out.
pub fn read(text: &str) -> Vec<Sighting> {
    let line = |line: &str| {
        let (word, stack) = line.split_once(' ')?;
        let (manner, _) = Manner::ALL.iter().find(|(_, known)| *known == word)?;
        Some(Sighting {
            manner: *manner,
            stack: stack.split_whitespace().map(str::to_string).collect(),
        })
    };
    text.lines().filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sightings_read_back_as_they_were() {
        let seen = |manner, stack: &[&str]| Sighting {
            manner,
            stack: stack.iter().map(|address| address.to_string()).collect(),
        };
        let all = [
            seen(Manner::TaskWaits, &["program+1f", "libkit.so+2a0"]),
            seen(Manner::LostWakeUp, &[]),
        ];
        assert_eq!(read(&write(&all)), all);
        assert_eq!(read("nonsense\n"), []);
    }

    #[test]
    fn the_arguments_of_a_program_read_back_as_they_were() {
        let arguments = ["first", "", "two words", "é"];
        let read = read(&write(&[Sighting::of_program(&arguments)]));
        assert_eq!(
            read[0].arguments().as_deref(),
            Some(&arguments.map(String::from)[..])
        );
        assert_eq!(super::read("program \n")[0].arguments(), Some(vec![]));
        assert_eq!(super::read("blocked =61\n")[0].arguments(), None);
    }

    #[test]
    fn a_crowd_of_threads_does_not_burst_the_record() {
        let seen = |n: usize| Sighting {
            manner: Manner::Blocked,
            stack: vec![format!("program+{n}"); 100],
        };
        let alike: Vec<Sighting> = (0..1000).map(|_| seen(7)).collect();
        assert_eq!(read(&write(&alike)), [seen(7)]);
        let different: Vec<Sighting> = (0..1000).map(seen).collect();
        assert!(write(&different).len() <= MOST_BYTES);
    }
}
