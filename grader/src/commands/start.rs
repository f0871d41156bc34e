//! The bare run: grades what was started, or welcomes somebody who has not started yet.

use super::{
    context::Context,
    grade, list,
    next::{self, Places},
};
use crate::{
    catalog::Kata,
    commands::cli::Output,
    exit_code::Exit,
    report::{Format, style::strong},
    util::text::plural,
};
use anyhow::Result;

pub fn run(context: &Context, output: &Output) -> Result<Exit> {
    let states = context.states()?;
    let started: Vec<&Kata> = states
        .iter()
        .filter(|states| !states.is_untouched())
        .map(|states| states.kata)
        .collect();
    let format = output.format();
    if started.is_empty() && format == Format::Human && output.out.is_none() {
        welcome(context)?;
        context.screen.print(&grade::copies(context));
        context.grader.tools.fetch();
        return Ok(Exit::Passed);
    }
    let result = grade::grade(context, &started, output)?;
    if format != Format::Github && !format.is_for_programs(output.out.as_deref()) {
        context.screen.print("\n");
        next::print(context, Places::Known)?;
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
    next::print(context, Places::Unknown)
}
