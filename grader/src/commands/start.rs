//! The bare run: grades what was started, or welcomes somebody who has not started yet.

use super::{Context, grade, list, next};
use crate::{
    catalog::Kata,
    commands::cli::{Format, Output},
    exit_code::Exit,
    report::human::strong,
    util::text::plural,
};
use anyhow::Result;

pub fn run(context: &Context, output: &Output) -> Result<Exit> {
    let standing = context.standing()?;
    let started: Vec<&Kata> = standing
        .iter()
        .filter(|standing| !standing.is_untouched())
        .map(|standing| standing.kata)
        .collect();
    let for_a_person = output.format() == Format::Human;
    if started.is_empty() && for_a_person && output.out.is_none() {
        welcome(context)?;
        context.screen.print(&grade::copies(context));
        context.grader.fetch();
        return Ok(Exit::Passed);
    }
    let result = grade::grade(context, &started, output)?;
    if for_a_person || (output.format() == Format::Json && output.out.is_some()) {
        context.screen.print("\n");
        next::print(context, false)?;
        context.screen.print(&grade::copies(context));
    }
    Ok(grade::exit(&result))
}

fn welcome(context: &Context) -> Result<()> {
    let count = plural(context.catalog.all().count(), "kata");
    let heading = strong("Async Rust Katas");
    context.screen.print(&format!(
        "{heading}\n\n\
         {count} for threads, closures and async Rust. Each is a small crate in `exercises` with a \
         README (the lesson and what is promised) and a `todo!()`, or broken code, that is yours to \
         change. This program runs hidden checks against your version and tells what they saw.\n\n"
    ));
    list::print_chapters(context)?;
    context
        .screen
        .print("\nNothing is started yet, so there is nothing to grade.\n\n");
    next::print(context, true)
}
