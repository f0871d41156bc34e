//! One kata: where it is, its settings and its checks.

use crate::{
    catalog::{
        checks::{CheckSpec, Form},
        variants::CodeVariants,
    },
    submission::{self, Files, Reading, strays},
    util::text,
};
use anyhow::{Context as _, Result, bail};
use serde::Deserialize;
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

/// One kata.
#[derive(Debug)]
pub struct Kata {
    /// Its name, which is also the name of the student's crate.
    pub name: String,
    /// The chapter's folder, for example `03_tasks_and_waiting`.
    pub chapter: String,
    /// The chapter's name in words, from the heading of its README.
    pub chapter_title: String,
    /// The exercise's folder relative to the repository, for example
    /// `exercises/03_tasks_and_waiting/02_wait_for_first`; also the student's word for the place.
    pub exercise: String,
    /// The folder with its checks.
    pub folder: PathBuf,
    /// The reference solution's folder.
    pub solution: PathBuf,
    /// The settings of its `kata.toml`.
    pub settings: KataSettings,
    /// What its checks are made of.
    pub check_source: CheckSource,
    /// The checks found there, in order.
    pub checks: Vec<CheckSpec>,
    /// The files as a student finds them.
    pub stub: Files,
}

/// What a kata's checks are made of.
#[derive(Debug, Clone)]
pub enum CheckSource {
    /// Functions that are compiled with the student's crate.
    Functions(CheckFunctions),
    /// What a student's tests are run against, if the answer is a file of tests.
    Variants(CodeVariants),
}

/// The files with a kata's checks.
#[derive(Debug, Clone)]
pub struct CheckFunctions {
    /// The text of its `checks.rs`.
    pub plain: String,
    /// The text of its `orders.rs`, if it has one.
    pub orders: Option<String>,
}

/// The text of a `kata.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KataSettings {
    /// A few words for lists.
    pub title: String,
    /// What the kata is worth in all: the sum of its checks' points, so that neither drifts.
    pub points: u32,
    /// Seconds that one check may take.
    #[serde(default = "default_time_limit")]
    pub time_limit_s: u32,
    /// The clock of its async checks.
    pub clock: Clock,
    /// What the student's code needs beyond the ordinary.
    #[serde(default)]
    pub needs: Vec<Need>,
    /// The folders of the exercise that are the student's to change.
    #[serde(default = "default_edits")]
    pub edits: Vec<String>,
    /// Three hints, from a question to an example of a similar problem.
    pub hints: [String; 3],
}

fn default_time_limit() -> u32 {
    5
}

fn default_edits() -> Vec<String> {
    vec!["src".into()]
}

/// The clock that async checks run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Clock {
    /// tokio's virtual clock.
    Paused,
    /// Wall time.
    Real,
}

/// Something that the sandbox grants only to katas that ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Need {
    /// Sockets on this machine.
    Loopback,
}

impl Kata {
    /// The longest that one of its checks may take.
    pub fn time_limit(&self) -> Duration {
        Duration::from_secs(self.settings.time_limit_s.into())
    }

    /// The file of tests that is graded, if the answer is one: the one that the student is given. Whatever is beside
    /// it are modules.
    ///
    /// # Errors
    ///
    /// If the student is given none.
    pub fn file_of_tests(&self) -> Result<&str> {
        let edits = &self.settings.edits;
        let is_the_students = |file: &&String| {
            let folder = Path::new(file.as_str()).parent();
            folder.is_some_and(|folder| edits.iter().any(|edit| folder == Path::new(edit)))
        };
        let file = self.stub.keys().find(is_the_students);
        file.map(String::as_str)
            .with_context(|| format!("failed to find the file of tests of {}", self.name))
    }

    /// Whether the kata has a binary.
    pub fn is_command(&self) -> bool {
        self.stub.contains_key("src/main.rs")
    }

    /// Whether the checks of several answers can be in one program: only where nothing but the library is checked.
    pub fn checks_can_share(&self) -> bool {
        let calls_the_library = |check: &CheckSpec| matches!(check.form, Form::Async | Form::Plain);
        self.checks.iter().all(calls_the_library)
    }

    /// Whether the student's code calls itself over the network.
    pub fn needs_loopback(&self) -> bool {
        self.settings.needs.contains(&Need::Loopback)
    }

    /// The sum of its checks' points.
    pub fn max_score(&self) -> u32 {
        self.settings.points
    }

    /// Its name and its folder.
    pub fn place(&self) -> (&str, &str) {
        (&self.name, &self.exercise)
    }

    /// The text of its `checks.rs`.
    ///
    /// # Errors
    ///
    /// If it has none, because the answer is a file of tests.
    pub fn check_functions(&self) -> Result<&str> {
        let source = match &self.check_source {
            CheckSource::Functions(functions) => Some(functions.plain.as_str()),
            CheckSource::Variants(_) => None,
        };
        source.with_context(|| format!("failed to find the checks.rs of {}", self.name))
    }

    /// The text of its `orders.rs`, if it has one.
    pub fn order_functions(&self) -> Option<&str> {
        match &self.check_source {
            CheckSource::Functions(functions) => functions.orders.as_deref(),
            CheckSource::Variants(_) => None,
        }
    }

    /// The checks in its `checks.rs`.
    pub fn plain_checks(&self) -> Vec<&CheckSpec> {
        let plain = |check: &&CheckSpec| check.form != Form::EveryOrder;
        self.checks.iter().filter(plain).collect()
    }

    /// The checks in its `orders.rs`.
    pub fn order_checks(&self) -> Vec<&CheckSpec> {
        let in_every_order = |check: &&CheckSpec| check.form == Form::EveryOrder;
        self.checks.iter().filter(in_every_order).collect()
    }

    /// What a student's tests are run against, if the answer is a file of tests.
    pub fn variants(&self) -> Option<&CodeVariants> {
        match &self.check_source {
            CheckSource::Functions(_) => None,
            CheckSource::Variants(variants) => Some(variants),
        }
    }

    /// A hash of all in the kata that decides what is said of an answer.
    pub fn content_hash(&self) -> String {
        let settings = format!("{:?}", self.settings);
        let checks = self.check_source.content_hash();
        text::hash_of([self.exercise.as_str(), &settings, &checks])
    }

    /// Reads its files from `root`, which is the repository or a copy of it.
    pub fn read_from(&self, root: &Path) -> Result<Reading> {
        let reading = submission::read(root, &self.exercise, &self.settings.edits)?;
        let is_gone = matches!(reading, Reading::Missing(_)) && !root.join(&self.exercise).is_dir();
        if is_gone && let Some(stray) = strays::of([self.place()], root).into_iter().next() {
            return Ok(Reading::Elsewhere(stray.folder));
        }
        Ok(reading)
    }

    /// The reference solution's files.
    pub fn reference(&self) -> Result<Files> {
        files_of(&self.solution, &self.settings.edits)
    }
}

impl CheckSource {
    fn content_hash(&self) -> String {
        match self {
            CheckSource::Functions(functions) => functions.content_hash(),
            CheckSource::Variants(variants) => variants.content_hash(),
        }
    }
}

impl CheckFunctions {
    fn content_hash(&self) -> String {
        let orders = self.orders.as_deref();
        text::hash_of([self.plain.as_str()].into_iter().chain(orders))
    }
}

impl From<&str> for CheckFunctions {
    /// A `checks.rs` without anything beside it.
    fn from(plain: &str) -> Self {
        Self {
            plain: plain.into(),
            orders: None,
        }
    }
}

/// Reads trusted files, where anything but plain files is our own mistake.
pub(super) fn files_of(folder: &Path, edits: &[String]) -> Result<Files> {
    match submission::read(folder, "", edits)? {
        Reading::Files(files) => Ok(files),
        Reading::Missing(what) | Reading::Elsewhere(what) => {
            bail!("{} has no {what}", folder.display())
        }
        Reading::Refused(why) => bail!("{}: {why}", folder.display()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::example::{kata, kata_of_tests};

    #[test]
    fn a_file_of_tests_has_variants_and_no_functions_to_compile() {
        assert!(kata().check_functions().is_ok() && kata().variants().is_none());
        assert!(kata_of_tests().check_functions().is_err() && kata_of_tests().variants().is_some());
    }

    #[test]
    fn what_decides_a_verdict_is_in_the_hash_and_nothing_else() {
        let changes: [fn(&mut Kata); 5] = [
            |kata| kata.exercise.push('x'),
            |kata| kata.settings.time_limit_s += 1,
            |kata| kata.settings.needs.push(Need::Loopback),
            |kata| kata.check_source = CheckSource::Functions("".into()),
            |kata| {
                if let CheckSource::Functions(functions) = &mut kata.check_source {
                    functions.orders = Some(String::new());
                }
            },
        ];
        let hash = kata().content_hash();
        for change in changes {
            let mut kata = kata();
            change(&mut kata);
            assert_ne!(kata.content_hash(), hash, "{kata:?}");
        }
        let mut elsewhere = kata();
        elsewhere.folder = "/another/copy".into();
        elsewhere.solution = "/another/copy".into();
        assert_eq!(elsewhere.content_hash(), hash);
    }

    #[test]
    fn every_text_of_every_variant_is_in_the_hash() {
        let changes: [fn(&mut CodeVariants); 6] = [
            |variants| variants.dispatcher.push('x'),
            |variants| variants.correct[1].source.push('x'),
            |variants| variants.mutants[0].source.push('x'),
            |variants| variants.mutants[0].does.push('x'),
            |variants| variants.mutants[0].name.push('x'),
            |variants| {
                let moved = variants.correct.pop();
                variants.mutants.splice(0..0, moved);
            },
        ];
        let hash = kata_of_tests().content_hash();
        for change in changes {
            let mut kata = kata_of_tests();
            if let CheckSource::Variants(variants) = &mut kata.check_source {
                change(variants);
            }
            assert_ne!(kata.content_hash(), hash, "{kata:?}");
        }
    }
}
