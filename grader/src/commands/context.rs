//! What the commands work with.

use super::cli::Common;
use crate::{
    catalog::{Catalog, Kata, naming::Naming},
    exit_code::usage,
    grader::{Grader, checker::Hangs, tools::GraderSettings},
    process::sandbox::Mode,
    report::terminal::Screen,
    result::{KataResult, KataStatus},
    submission,
    util::{ci::in_ci, parallel::checks_at_work},
    workspace::Workspace,
};
use anyhow::{Context as _, Result};
use std::{env, path::PathBuf, thread};

/// What every command works with.
pub struct Context {
    pub catalog: Catalog,
    pub grader: Grader,
    /// The copy of the repository that holds the answers: the trusted one, or a submission.
    pub answers: PathBuf,
    /// The trusted repository.
    pub workspace: Workspace,
    pub jobs: usize,
    /// What the person in front of it sees.
    pub screen: Screen,
}

/// What the grader is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Answers of students, who edit them again and again.
    Grading,
    /// The answers that katas come with. Each is compiled once, and a mistake is caught with its own words.
    Proving,
}

impl Context {
    pub fn new(common: &Common, work: Work) -> Result<Self> {
        let workspace = Workspace::find()?;
        let katas = common.catalog.clone().unwrap_or_else(|| workspace.katas());
        let answers = match &common.submission {
            Some(folder) => folder.clone(),
            None => workspace.root().to_path_buf(),
        };
        submission::expect_a_copy(&answers)?;
        let screen = Screen::of_stdout(&answers);
        let jobs = jobs(common);
        let settings = GraderSettings {
            jobs,
            runs: match work {
                Work::Grading => jobs * 2,
                Work::Proving => checks_at_work(jobs),
            },
            use_cache: !common.no_cache,
            sandbox: sandbox(common),
            incremental: work == Work::Grading && !in_ci(),
            hangs: match work {
                Work::Grading => Hangs::Located,
                Work::Proving => Hangs::Told,
            },
        };
        Ok(Self {
            catalog: Catalog::load(&workspace, &katas)?,
            grader: Grader::new(&workspace, settings)?,
            answers,
            workspace,
            screen,
            jobs,
        })
    }

    /// Understands words on the command line.
    pub fn naming(&self) -> Result<Naming<'_>> {
        let here = env::current_dir().context("failed to read the current directory")?;
        let root = self.workspace.root();
        Ok(Naming::new(&self.catalog, &self.answers, root, &here))
    }

    /// The katas that these words mean; without a word, the one whose folder the person stands in.
    pub fn meant(&self, words: &[String]) -> Result<Vec<String>> {
        let naming = self.naming()?;
        match words {
            [] => Ok(naming.here().into_iter().collect()),
            words => naming.all(words),
        }
    }

    /// The one kata that is meant.
    pub fn one(&self, word: Option<String>) -> Result<String> {
        let naming = self.naming()?;
        match word {
            Some(word) => naming.one(&word),
            None => naming.here().ok_or_else(|| {
                usage("which kata? Name it, or change into its folder. `cargo kata list` shows them all.")
            }),
        }
    }

    /// Every kata with its files and what is known of them without compiling anything.
    pub fn states(&self) -> Result<Vec<KataState<'_>>> {
        let mut all = Vec::new();
        for kata in self.catalog.all() {
            let reading = kata.read_from(&self.answers)?;
            let result = self.grader.known(kata, &reading);
            all.push(KataState { kata, result });
        }
        Ok(all)
    }
}

/// How to lock in the code that is graded: the work of others is never marked without a sandbox, unless a
/// person says so.
fn sandbox(common: &Common) -> Mode {
    let is_marking = common.submission.is_some() && in_ci();
    let usual = if is_marking {
        Mode::Require
    } else {
        Mode::Auto
    };
    common.sandbox.unwrap_or(usual)
}

/// How many programs run at the same time.
fn jobs(common: &Common) -> usize {
    let cores = || thread::available_parallelism().map_or(1, |cores| cores.get());
    common.jobs.map_or_else(cores, usize::from)
}

/// How far a student is with a kata.
pub struct KataState<'a> {
    pub kata: &'a Kata,
    /// The last verdict on exactly these files; `None` if there is none yet.
    pub result: Option<KataResult>,
}

impl KataState<'_> {
    /// Whether the kata passes, as far as is known.
    pub fn passed(&self) -> bool {
        let passed = |result: &KataResult| result.status == KataStatus::Passed;
        self.result.as_ref().is_some_and(passed)
    }

    /// Whether it is still the stub.
    pub fn is_untouched(&self) -> bool {
        let untouched = |result: &KataResult| result.status == KataStatus::NotStarted;
        self.result.as_ref().is_some_and(untouched)
    }
}
