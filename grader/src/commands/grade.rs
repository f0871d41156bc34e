//! `grade`: the katas named, or all.

use super::Context;
use crate::{
    catalog::Kata,
    cli::{Format, Output},
    exit_code::Exit,
    report,
    result::{KataStatus, RunResult},
    screen, workspace,
};
use anyhow::Result;

pub fn run(context: &Context, names: &[String], output: &Output) -> Result<Exit> {
    let katas = context.catalog.select(names)?;
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

/// Grades `katas` and reports as `output` says.
pub fn grade(context: &Context, katas: &[&Kata], output: &Output) -> Result<RunResult> {
    let result = context.grader.run(katas, &context.answers)?;
    let human = report::human::text(&result, &context.catalog);
    let text = match output.format {
        Format::Human => human.clone(),
        Format::Json => report::json::text(&result)?,
    };
    match &output.out {
        Some(file) => {
            let bytes = match output.format {
                Format::Human => report::plain(&text),
                Format::Json => text,
            };
            workspace::write_whole(file, bytes.as_bytes())?;
            context.screen.print(&human);
        }
        None if output.format == Format::Human => context.screen.print(&text),
        None => screen::write(&text),
    }
    Ok(result)
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
