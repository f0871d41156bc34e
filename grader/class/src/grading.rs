//! Grades the units of a class: each result once, whoever has it, however often this is started.

use crate::{
    answers::Answers,
    source::{Opened, Scratch},
    store::Store,
    students::{Class, Student},
    unit,
};
use anyhow::{Context as _, Result};
use grader::{
    catalog::Kata,
    grader::Grader,
    result::{KataResult, KataStatus},
    submission::Reading,
    util::parallel::in_parallel,
};
use indicatif::{ProgressBar, ProgressStyle};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

/// What is graded with, and where results are kept.
pub struct Work<'a> {
    /// The grader.
    pub grader: &'a Grader,
    /// The katas, in order.
    pub katas: &'a [&'a Kata],
    /// Where results are kept.
    pub store: &'a Store,
    /// Where answers are kept.
    pub answers: &'a Answers,
    /// Where submissions are unpacked.
    pub scratch: &'a Scratch,
    /// How many units at a time.
    pub at_work: usize,
}

/// One student's answer to one kata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// The student's index in the class.
    pub student: usize,
    /// The kata's index.
    pub kata: usize,
    /// Where its result is kept.
    pub key: String,
}

/// The most units that are compiled together: with more there is little left to gain, and more to do again when they do
/// not fit together.
const MOST_TOGETHER: usize = 6;

impl Unit {
    fn failed(&self, why: String) -> Failed {
        Failed {
            unit: self.clone(),
            why,
        }
    }
}

/// A unit that the machine failed to grade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// The unit.
    pub unit: Unit,
    /// What happened.
    pub why: String,
}

impl Work<'_> {
    /// Reads what was handed in, and gives the units for which `wants` says so by their name in plans; and those of them
    /// that the machine failed to read, which have no key.
    ///
    /// # Errors
    ///
    /// If results cannot be kept.
    pub fn units(
        &self,
        class: &Class,
        wants: &(dyn Fn(&str) -> bool + Sync),
    ) -> Result<(Vec<Unit>, Vec<Failed>)> {
        let students: Vec<usize> = (0..class.students.len()).collect();
        let read = in_parallel(&students, self.at_work, |index| {
            self.units_of(*index, &class.students[*index], wants)
        });
        let (mut units, mut failed) = (Vec::new(), Vec::new());
        for read in read {
            for (unit, why) in read? {
                failed.extend(why.map(|why| unit.failed(why)));
                units.push(unit);
            }
        }
        Ok((units, failed))
    }

    fn units_of(
        &self,
        index: usize,
        student: &Student,
        wants: &(dyn Fn(&str) -> bool + Sync),
    ) -> Result<Vec<(Unit, Option<String>)>> {
        let wanted = |kata: &&Kata| wants(&unit::key(&student.file, &kata.name));
        if !self.katas.iter().any(wanted) {
            return Ok(Vec::new());
        }
        let opened = open(student, self.scratch);
        let katas = self.katas.iter().enumerate();
        let unit = |(kata_index, kata): (usize, &&Kata)| {
            let unit = |key: String| Unit {
                student: index,
                kata: kata_index,
                key,
            };
            let reading = opened.as_ref().map_err(|error| format!("{error:#}"));
            let reading =
                reading.and_then(|opened| read(kata, opened).map_err(|error| format!("{error:#}")));
            let reading = match reading {
                Ok(reading) => reading,
                Err(why) => return Ok((unit(String::new()), Some(why))),
            };
            let key = self.grader.key(kata, &reading);
            match &reading {
                Reading::Files(files) => self.answers.put(files)?,
                // What needs no compiling is known at once.
                _ if self.store.has(&key) => {}
                _ => self.store.put(&key, &self.grader.grade(kata, &reading))?,
            }
            Ok((unit(key), None))
        };
        katas.filter(|(_, kata)| wanted(kata)).map(unit).collect()
    }

    /// Grades all units whose results are not there. Those that the machine fails at are tried once more at the end, one
    /// at a time.
    ///
    /// # Errors
    ///
    /// If results cannot be kept.
    pub fn grade(&self, class: &Class, units: &[Unit]) -> Result<Vec<Failed>> {
        let mut seen = BTreeSet::new();
        let is_new = |unit: &&Unit| {
            !unit.key.is_empty() && seen.insert(unit.key.clone()) && !self.store.has(&unit.key)
        };
        let to_do: Vec<&Unit> = units.iter().filter(is_new).collect();
        let bar = progress(to_do.len());
        let sources = Sources::new(class, self.scratch, self.at_work);
        // What cannot be kept need not be graded: the disk is full, say.
        let has_broken_off = AtomicBool::new(false);
        let graded = in_parallel(&self.groups(&to_do), self.at_work, |group| {
            if has_broken_off.load(Ordering::Relaxed) {
                return Ok(Vec::new());
            }
            let failed = self.grade_group(group, &sources);
            has_broken_off.fetch_or(failed.is_err(), Ordering::Relaxed);
            bar.inc(group.len() as u64);
            failed
        });
        let failed = graded.into_iter().collect::<Result<Vec<_>>>()?;
        bar.finish_and_clear();
        let mut still: BTreeMap<String, String> = BTreeMap::new();
        for failed in failed.into_iter().flatten() {
            for failed in self.grade_group(&[&failed.unit], &sources)? {
                still.insert(failed.unit.key, failed.why);
            }
        }
        let all = units.iter().filter_map(|unit| {
            let why = still.get(&unit.key)?.clone();
            Some(Failed {
                unit: unit.clone(),
                why,
            })
        });
        Ok(all.collect())
    }

    /// Units of one kata, of students that stand next to each other, whose checks are compiled together.
    fn groups<'u>(&self, units: &[&'u Unit]) -> Vec<Vec<&'u Unit>> {
        // With few units there is a group for every compiler.
        let most = (units.len() / self.at_work.max(1)).clamp(1, MOST_TOGETHER);
        let mut groups: BTreeMap<(usize, usize), Vec<&Unit>> = BTreeMap::new();
        for unit in units {
            let neighbours = if self.katas[unit.kata].checks_can_share() {
                unit.student / most * most
            } else {
                unit.student
            };
            let group = groups.entry((neighbours, unit.kata)).or_default();
            group.push(unit);
        }
        groups.into_values().collect()
    }

    fn grade_group(&self, group: &[&Unit], sources: &Sources<'_>) -> Result<Vec<Failed>> {
        let mut failed = Vec::new();
        let mut read_units = Vec::new();
        for unit in group {
            let kata = self.katas[unit.kata];
            let reading = sources
                .open(unit.student)
                .and_then(|opened| read(kata, &opened));
            match reading {
                Ok(reading) => read_units.push((*unit, reading)),
                Err(error) => failed.push(unit.failed(format!("{error:#}"))),
            }
        }
        let Some((first, _)) = read_units.first() else {
            return Ok(failed);
        };
        let kata = self.katas[first.kata];
        let readings: Vec<&Reading> = read_units.iter().map(|(_, reading)| reading).collect();
        let results = self.grader.grade_together(kata, &readings);
        for ((unit, reading), mut result) in read_units.iter().zip(results) {
            if result.status == KataStatus::NotGraded {
                failed.push(unit.failed(result.message()));
                continue;
            }
            result.cached = false;
            // It may have changed since it was read first.
            let key = self.grader.key(kata, reading);
            if key == unit.key {
                self.store.put(&key, &result)?;
            } else {
                failed
                    .push(unit.failed("its files have changed while the class was graded".into()));
            }
        }
        Ok(failed)
    }

    /// The result of a unit that was graded.
    pub fn result(&self, unit: &Unit) -> Option<KataResult> {
        self.store.get(&unit.key)
    }
}

fn open(student: &Student, scratch: &Scratch) -> Result<Opened> {
    match &student.entry {
        Some(entry) => entry
            .open(scratch)
            .with_context(|| format!("failed to read the submission {}", entry.name)),
        None => Ok(Opened::Empty),
    }
}

fn read(kata: &Kata, opened: &Opened) -> Result<Reading> {
    match opened {
        Opened::Folder(root, _) => kata.read_from(root),
        Opened::Empty => Ok(Reading::Missing(kata.exercise.clone())),
        Opened::Refused(why) => Ok(Reading::Refused(why.clone())),
    }
}

/// The submissions that are open: units of one student come one after the other, so few are open at a time.
struct Sources<'a> {
    class: &'a Class,
    scratch: &'a Scratch,
    most: usize,
    open: Mutex<Vec<(usize, Arc<Opened>)>>,
}

impl<'a> Sources<'a> {
    fn new(class: &'a Class, scratch: &'a Scratch, at_work: usize) -> Self {
        Self {
            class,
            scratch,
            most: at_work + 2 * MOST_TOGETHER,
            open: Mutex::default(),
        }
    }

    fn open(&self, student: usize) -> Result<Arc<Opened>> {
        let mut all = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, opened)) = all.iter().find(|(index, _)| *index == student) {
            return Ok(opened.clone());
        }
        let opened = Arc::new(open(&self.class.students[student], self.scratch)?);
        all.push((student, opened.clone()));
        if all.len() > self.most {
            all.remove(0);
        }
        Ok(opened)
    }
}

fn progress(count: usize) -> ProgressBar {
    let bar = ProgressBar::new(count as u64);
    let style = ProgressStyle::with_template("grading {wide_bar} {pos} of {len}, {eta} left");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

/// Where the students' results are in a class's folder.
pub fn results_folder(out: &std::path::Path) -> PathBuf {
    out.join("results")
}
