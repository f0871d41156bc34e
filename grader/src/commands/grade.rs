//! `grade`: the katas named, or all.

use super::Context;
use crate::{
    catalog::Kata,
    cli::{Format, Output},
    exit_code::{Exit, usage},
    record::{Key, hex},
    report,
    result::{KataStatus, RunResult},
    screen, submission, workspace,
};
use anyhow::{Context as _, Result, anyhow};
use std::{env, fs, io::Write as _, path::Path};

pub fn run(
    context: &Context,
    names: &[String],
    changed_since: Option<&Path>,
    output: &Output,
) -> Result<Exit> {
    let mut katas = context.catalog.select(names)?;
    if let Some(before) = changed_since {
        katas = changed(katas, before, &context.answers)?;
    }
    let result = grade(context, &katas, output)?;
    if let [kata] = result.katas.as_slice()
        && kata.status == KataStatus::Failed
        && output.format == Format::Human
    {
        let name = &kata.name;
        context
            .screen
            .print(&format!("Stuck? cargo kata hint {name}\n"));
    }
    Ok(exit(&result))
}

/// Those of `katas` whose files are not the same in `before` and `now`, two copies of the repository.
fn changed<'a>(katas: Vec<&'a Kata>, before: &Path, now: &Path) -> Result<Vec<&'a Kata>> {
    submission::expect_a_copy(before)?;
    let mut changed = Vec::new();
    for kata in katas {
        if kata.read_from(before)? != kata.read_from(now)? {
            changed.push(kata);
        }
    }
    Ok(changed)
}

/// Grades `katas` and reports as `output` says.
pub fn grade(context: &Context, katas: &[&Kata], output: &Output) -> Result<RunResult> {
    if let Some(folder) = output.out.as_ref().filter(|file| file.is_dir()) {
        return Err(usage(format!(
            "`--out {}` is a folder. Name the file that the result is to be written to.",
            folder.display()
        )));
    }
    let result = context.grader.run(katas, &context.answers)?;
    let human = || report::human::text(&result, &context.catalog);
    let in_file = match output.format {
        Format::Human => report::plain(&human()),
        Format::Json | Format::Github => report::json::text(&result)?,
    };
    if let Some(file) = &output.out {
        workspace::write_whole(file, in_file.as_bytes())?;
    }
    match output.format {
        Format::Json if output.out.is_none() => screen::write(&in_file),
        Format::Human | Format::Json => context.screen.print(&human()),
        Format::Github => {
            let mut token = Key::default();
            getrandom::fill(&mut token)
                .map_err(|error| anyhow!("failed to make a token: {error}"))?;
            let log = report::github::log(&result, &context.catalog, &hex(&token));
            screen::write(&log);
            show_summary(&report::summary::text(&result))?;
        }
    }
    Ok(result)
}

/// Adds to the page of the job, if this is one.
fn show_summary(text: &str) -> Result<()> {
    let Some(file) = env::var_os("GITHUB_STEP_SUMMARY").filter(|file| !file.is_empty()) else {
        return Ok(());
    };
    let append = || {
        let mut file = fs::OpenOptions::new()
            .append(true)
            .create(true)
            .open(&file)?;
        file.write_all(text.as_bytes())
    };
    append().with_context(|| format!("failed to write the job's summary to {}", file.display()))
}

/// The exit code that a result deserves.
pub fn exit(result: &RunResult) -> Exit {
    let any = |status: KataStatus| result.katas.iter().any(|kata| kata.status == status);
    if any(KataStatus::NotGraded) {
        Exit::OurFailure
    } else if result
        .katas
        .iter()
        .all(|kata| kata.status == KataStatus::Passed)
    {
        Exit::Passed
    } else {
        Exit::NotPassed
    }
}
