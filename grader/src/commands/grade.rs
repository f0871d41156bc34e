//! `grade`: the katas named, or all.

use super::{context::Context, html};
use crate::{
    catalog::Kata,
    commands::cli::Output,
    exit_code::{Exit, usage},
    report::{self, Format, style::faint},
    result::{CheckResult, KataStatus, RunResult},
    submission::{self, strays},
    util::files,
};
use anyhow::Result;
use std::{fs, path::Path};

pub fn run(
    context: &Context,
    words: &[String],
    changed_since: Option<&Path>,
    html: Option<&Path>,
    output: &Output,
) -> Result<Exit> {
    if let Some(file) = html {
        expect_writable("--html", file)?;
    }
    let katas = match changed_since {
        Some(before) => {
            let katas = context.catalog.select(&context.naming()?.all(words)?)?;
            changed(katas, before, &context.answers)?
        }
        None => context.catalog.select(&context.meant(words)?)?,
    };
    let result = grade(context, &katas, output)?;
    if let Some(file) = html {
        html::write(context, &result, file)?;
    }
    if let [kata] = result.katas.as_slice()
        && kata.status == KataStatus::Failed
        && output.format() == Format::Human
    {
        let name = &kata.name;
        let in_some_order = |check: &CheckResult| {
            let orders = check.orders.as_ref();
            orders.is_some_and(|orders| orders.failing.is_some())
        };
        if kata.checks.iter().any(in_some_order) {
            context
                .screen
                .print(&format!("Step by step: cargo kata orders {name}\n"));
        }
        context
            .screen
            .print(&format!("Stuck? cargo kata hint {name}\n"));
    }
    if output.format() == Format::Human {
        context.screen.print(&copies(context));
    }
    Ok(exit(&result))
}

/// What to say of copies of katas, in which somebody might go on working.
pub fn copies(context: &Context) -> String {
    let strays = strays::of(context.catalog.all().map(Kata::place), &context.answers);
    let copies = strays.iter().filter_map(|stray| {
        let kata = context.catalog.get(&stray.package).ok()?;
        let place = context.answers.join(&kata.exercise);
        // A kata that only has another name is told as missing.
        place.is_dir().then(|| {
            faint(&format!(
                "{} is a copy and not graded: {} is in {}.",
                stray.folder, kata.name, kata.exercise
            )) + "\n"
        })
    });
    copies.collect()
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
    if let Some(file) = &output.out {
        expect_writable("--out", file)?;
    }
    let result = context.grader.run(katas, &context.answers)?;
    let (format, file) = (output.format(), output.out.as_deref());
    report::emit(&result, &context.catalog, format, file, &context.screen)?;
    Ok(result)
}

/// Finds out before anything is graded whether the result can be written to `file`, which this option names.
fn expect_writable(option: &str, file: &Path) -> Result<()> {
    let problem = match fs::metadata(file) {
        Ok(data) if data.is_dir() => Some("is a folder".to_string()),
        Ok(data) if data.permissions().readonly() => Some("is read-only".into()),
        // A device or a pipe, which is opened when there is something to write.
        Ok(data) if !data.is_file() => None,
        _ => try_to_write_beside(file).err(),
    };
    match problem {
        None => Ok(()),
        Some(problem) => Err(usage(format!(
            "`{option} {}` {problem}. Name a file that the result can be written to; nothing was graded.",
            file.display()
        ))),
    }
}

/// Makes the folder for `file` if need be, and a file in it that goes again; or says why not.
fn try_to_write_beside(file: &Path) -> Result<(), String> {
    let folder = file.parent().unwrap_or(Path::new(""));
    if let Some(file) = folder
        .ancestors()
        .find(|part| part.exists() && !part.is_dir())
    {
        return Err(format!(
            "cannot be written: {} is not a folder",
            file.display()
        ));
    }
    fs::create_dir_all(folder)
        .and_then(|()| files::new_file_in(folder)?.close())
        .map_err(|error| format!("cannot be written: {}", error.kind()))
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
