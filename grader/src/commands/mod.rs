//! The commands that a person types. They gather what the work needs, have it done, and print.

mod catalog;
pub mod cli;
mod completions;
mod context;
mod diff;
mod editor;
mod grade;
mod hint;
mod hint_counts;
mod html;
mod list;
mod new;
mod next;
mod orders;
mod reset;
mod solution;
mod start;
mod suggest;
mod verify;
mod watch;

use crate::exit_code::{Exit, usage};
use anyhow::Result;
use cli::{Cli, Command};
use context::{Context, Work};

/// Does what the command line says.
pub fn run(cli: Cli) -> Result<Exit> {
    let Cli {
        command,
        output,
        common,
    } = cli;
    if !matches!(command, None | Some(Command::Grade { .. })) && !output.is_default() {
        return Err(usage(
            "`--format` and `--out` are for results: with `grade`, or without a command.",
        ));
    }
    let context = || Context::new(&common, Work::Grading);
    let expect_no_submission = |message: &str| {
        if common.submission.is_some() {
            return Err(usage(message));
        }
        Ok(())
    };
    let Some(command) = command else {
        return start::run(&context()?, &output);
    };
    match command {
        Command::Grade {
            katas,
            changed_since,
            html,
            output: own,
        } => grade::run(
            &context()?,
            &katas,
            changed_since.as_deref(),
            html.as_deref(),
            &own.or(output),
        ),
        Command::Watch { katas } => watch::run(&context()?, &katas, common.words()),
        Command::List => list::run(&context()?),
        Command::Next => next::run(&context()?),
        Command::Hint { kata, again: false } => hint::run(&context()?, kata),
        Command::Hint { kata, again: true } => hint::run_again(&context()?, kata),
        Command::Orders { kata, choose } => {
            let wanted = if choose {
                orders::Wanted::Chosen
            } else {
                orders::Wanted::Failing
            };
            let context = context()?;
            orders::run(&context, &context.one(kata)?, wanted)
        }
        Command::Reset { kata, undo } => {
            expect_no_submission("`reset` is for your own copy; it takes no `--submission`.")?;
            let context = context()?;
            let kata = context.one(kata)?;
            if undo {
                reset::undo(&context, &kata)
            } else {
                reset::run(&context, &kata)
            }
        }
        Command::Diff { kata, spoil } => {
            let context = context()?;
            diff::run(&context, &context.one(kata)?, spoil)
        }
        Command::Solution { kata, spoil } => {
            let context = context()?;
            solution::run(&context, &context.one(kata)?, spoil)
        }
        Command::Verify { katas, repeat } => {
            expect_no_submission("`verify` proves the checks; it takes no `--submission`.")?;
            verify::run(&Context::new(&common, Work::Proving)?, &katas, repeat)
        }
        Command::New { place } => {
            expect_no_submission(
                "`new` makes a kata in this repository; it takes no `--submission`.",
            )?;
            new::run(&context()?, &place)
        }
        Command::Catalog { format } => catalog::run(&common, format),
        Command::Editor => editor::run(&common),
        Command::Completions { shell } => completions::run(shell),
    }
}
