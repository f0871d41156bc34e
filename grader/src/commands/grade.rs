//! `grade`: the katas named, or all.

use super::Context;
use crate::{
    catalog::Kata,
    commands::cli::{Format, Output},
    exit_code::{Exit, usage},
    report::{self, human::faint, terminal},
    result::{KataStatus, RunResult},
    submission::{self, strays},
    util::files,
};
use anyhow::{Context as _, Result, anyhow};
use kata_protocol::{Key, hex};
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
        && output.format() == Format::Human
    {
        let name = &kata.name;
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
    let strays = strays::of(context.catalog.all(), &context.answers);
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
        expect_writable(file)?;
    }
    let result = context.grader.run(katas, &context.answers)?;
    let human = || report::human::text(&result, &context.catalog);
    let in_file = match output.format() {
        Format::Human => report::human::text_for_a_file(&result, &context.catalog),
        Format::Json | Format::Github => report::json::text(&result)?,
    };
    let mut summary = Ok(());
    match output.format() {
        Format::Json if output.out.is_none() => terminal::write(&in_file),
        Format::Human | Format::Json => context.screen.print(&human()),
        Format::Github => {
            let mut token = Key::default();
            getrandom::fill(&mut token)
                .map_err(|error| anyhow!("failed to make a token: {error}"))?;
            let log = report::github::log(&result, &context.catalog, &hex(&token));
            terminal::write(&log);
            summary = show_summary(&report::summary::text(&result));
        }
    }
    // Only now, because whatever becomes of the files, the person has read the result.
    if let Some(file) = &output.out {
        files::write_whole(file, in_file.as_bytes())?;
    }
    summary?;
    Ok(result)
}

/// Finds out before anything is graded whether the result can be written to `file`.
fn expect_writable(file: &Path) -> Result<()> {
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
            "`--out {}` {problem}. Name a file that the result can be written to; nothing was graded.",
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
