//! The verbs that a person types. None holds logic of its own: they gather what a noun needs, call
//! it and print.

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
    result::{KataResult, KataStatus},
    screen::Screen,
    submission,
    workspace::Workspace,
};
use anyhow::Result;
use std::path::PathBuf;

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
    let context = Context::new(&common, command.as_ref())?;
    match command {
        None => start::run(&context, &output),
        Some(Verb::Grade {
            katas,
            changed_since,
            output,
        }) => grade::run(&context, &katas, changed_since.as_deref(), &output),
        Some(Verb::Watch { katas }) => watch::run(&context, &katas, &common.words()),
        Some(Verb::List) => list::run(&context),
        Some(Verb::Next) => next::run(&context),
        Some(Verb::Hint { kata }) => hint::run(&context, kata.as_deref()),
        Some(Verb::Reset { .. }) if common.submission.is_some() => Err(usage(
            "`reset` is for your own copy; it takes no `--submission`.",
        )),
        Some(Verb::Reset { kata }) => reset::run(&context, &kata),
        Some(Verb::Diff { kata, spoil }) => diff::run(&context, &kata, spoil),
        Some(Verb::Solution { kata, spoil }) => solution::run(&context, &kata, spoil),
        Some(Verb::Completions { .. }) => unreachable!("completions need no grader"),
        Some(Verb::Verify { .. }) if common.submission.is_some() => Err(usage(
            "`verify` proves the checks; it takes no `--submission`.",
        )),
        Some(Verb::Verify { katas, repeat }) => verify::run(&context, &katas, repeat),
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
