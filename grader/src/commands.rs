//! The verbs that a person types. None holds logic of its own: they gather what a noun needs, call
//! it and print.

mod catalog;
mod completions;
mod diff;
mod grade;
mod hint;
mod list;
mod next;
mod reset;
mod solution;
mod start;
mod verify;
mod watch;

use crate::{
    catalog::{Catalog, Kata},
    cli::{Cli, Common, Verb, in_ci},
    exit_code::{Exit, usage},
    grade::{Grader, Settings},
    naming::Naming,
    result::{KataResult, KataStatus},
    screen::Screen,
    submission,
    workspace::Workspace,
};
use anyhow::{Context as _, Result};
use std::{env, path::PathBuf};

/// What every verb works with.
pub(crate) struct Context {
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

/// Does what the command line says.
pub fn run(cli: Cli) -> Result<Exit> {
    if let Some(Verb::Completions { shell }) = &cli.command {
        return completions::run(*shell);
    }
    let Cli {
        command,
        output,
        common,
    } = cli;
    if !matches!(command, None | Some(Verb::Grade { .. })) && !output.is_default() {
        return Err(usage(
            "`--format` and `--out` are for results: with `grade`, or without a command.",
        ));
    }
    if let Some(Verb::Catalog { format }) = command {
        return catalog::run(&common, format);
    }
    let context = Context::new(&common, command.as_ref())?;
    match command {
        None => start::run(&context, &output),
        Some(Verb::Grade {
            katas,
            changed_since: Some(before),
            output: own,
        }) => {
            let katas = context.naming()?.all(&katas)?;
            grade::run(&context, &katas, Some(&before), &own.or(output))
        }
        Some(Verb::Grade {
            katas, output: own, ..
        }) => grade::run(&context, &context.meant(&katas)?, None, &own.or(output)),
        Some(Verb::Watch { katas }) => {
            watch::run(&context, &context.meant(&katas)?, common.words())
        }
        Some(Verb::List) => list::run(&context),
        Some(Verb::Next) => next::run(&context),
        Some(Verb::Hint { kata, again }) => {
            let naming = context.naming()?;
            let kata = match kata {
                Some(word) => Some(naming.one(&word)?),
                None => naming.here(),
            };
            if again {
                return hint::again(&context, kata.as_deref());
            }
            hint::run(&context, kata.as_deref())
        }
        Some(Verb::Reset { .. }) if common.submission.is_some() => Err(usage(
            "`reset` is for your own copy; it takes no `--submission`.",
        )),
        Some(Verb::Reset { kata, undo: false }) => reset::run(&context, &context.one(kata)?),
        Some(Verb::Reset { kata, undo: true }) => reset::undo(&context, &context.one(kata)?),
        Some(Verb::Diff { kata, spoil }) => diff::run(&context, &context.one(kata)?, spoil),
        Some(Verb::Solution { kata, spoil }) => solution::run(&context, &context.one(kata)?, spoil),
        Some(Verb::Catalog { .. } | Verb::Completions { .. }) => {
            unreachable!("they need no grader")
        }
        Some(Verb::Verify { .. }) if common.submission.is_some() => Err(usage(
            "`verify` proves the checks; it takes no `--submission`.",
        )),
        Some(Verb::Verify { katas, repeat }) => {
            let katas = context.naming()?.all(&katas)?;
            verify::run(&context, &katas, repeat)
        }
    }
}

impl Context {
    fn new(common: &Common, command: Option<&Verb>) -> Result<Self> {
        let workspace = Workspace::find()?;
        let katas = common.catalog.clone().unwrap_or_else(|| workspace.katas());
        let answers = match &common.submission {
            Some(folder) => folder.clone(),
            None => workspace.root().to_path_buf(),
        };
        submission::expect_a_copy(&answers)?;
        let screen = Screen::of_stdout(&answers);
        let settings = Settings {
            jobs: common.jobs(),
            use_cache: !common.no_cache,
            sandbox: common.sandbox(),
            // A student edits a kata again and again; CI and `verify` compile everything once.
            incremental: !in_ci() && !matches!(command, Some(Verb::Verify { .. })),
            // What `verify` asks is whether a mistake is caught with its own words.
            explain_hangs: !matches!(command, Some(Verb::Verify { .. })),
        };
        Ok(Self {
            catalog: Catalog::load(&workspace, &katas)?,
            grader: Grader::new(&workspace, settings)?,
            answers,
            workspace,
            screen,
            jobs: settings.jobs,
        })
    }

    /// Understands words on the command line.
    fn naming(&self) -> Result<Naming<'_>> {
        let here = env::current_dir().context("failed to read the current directory")?;
        let root = self.workspace.root();
        Ok(Naming::new(&self.catalog, &self.answers, root, &here))
    }

    /// The katas that these words mean; without a word, the one whose folder the person stands in.
    fn meant(&self, words: &[String]) -> Result<Vec<String>> {
        let naming = self.naming()?;
        match words {
            [] => Ok(naming.here().into_iter().collect()),
            words => naming.all(words),
        }
    }

    /// The one kata that is meant.
    fn one(&self, word: Option<String>) -> Result<String> {
        let naming = self.naming()?;
        match word {
            Some(word) => naming.one(&word),
            None => naming.here().ok_or_else(|| {
                usage("which kata? Name it, or change into its folder. `cargo kata list` shows them all.")
            }),
        }
    }

    /// Every kata with its files and what is known of them without compiling anything.
    pub fn standing(&self) -> Result<Vec<Standing<'_>>> {
        let mut all = Vec::new();
        for kata in self.catalog.all() {
            let reading = kata.read_from(&self.answers)?;
            let result = self.grader.known(kata, &reading);
            all.push(Standing { kata, result });
        }
        Ok(all)
    }
}

/// Where somebody stands with a kata.
pub(crate) struct Standing<'a> {
    pub kata: &'a Kata,
    /// The last verdict on exactly these files; `None` if there is none yet.
    pub result: Option<KataResult>,
}

impl Standing<'_> {
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
