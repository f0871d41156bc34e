//! `next`: the kata to go on with, and how to go about it.

use super::{Context, Standing};
use crate::{catalog::Kata, exit_code::Exit, report::human::strong};
use anyhow::Result;

pub fn run(context: &Context) -> Result<Exit> {
    print(context, true)?;
    Ok(Exit::Passed)
}

/// The kata to go on with: one that was begun, or else the first in order that does not pass.
pub fn up<'a, 'b>(standing: &'b [Standing<'a>]) -> Option<&'b Standing<'a>> {
    let mut open = standing.iter().filter(|standing| !standing.passed());
    let begun = open.clone().find(|standing| !standing.is_untouched());
    begun.or_else(|| open.next())
}

/// Prints what to do now. Who has just read a report on the kata knows where its files are.
pub fn print(context: &Context, with_places: bool) -> Result<()> {
    let standing = context.standing()?;
    let Some(next) = up(&standing) else {
        let done = strong("Done.");
        context.screen.print(&format!(
            "{done} All katas pass. Compare your answers with ours: cargo kata diff KATA\n"
        ));
        return Ok(());
    };
    let Kata { name, settings, .. } = next.kata;
    let heading = strong(&format!("Next: {name}"));
    let places = match with_places || next.is_untouched() {
        true => places(next.kata, &standing),
        false => String::new(),
    };
    context.screen.print(&format!(
        "{heading} ({})\n{places}  check   cargo kata grade {name}, or on every save: cargo kata watch\n  \
         stuck?  cargo kata hint {name}\n",
        settings.title
    ));
    Ok(())
}

/// What to read and to edit for a kata; for the first of a chapter also the chapter's lesson.
pub fn places(kata: &Kata, all: &[Standing<'_>]) -> String {
    let mut text = String::new();
    let mut chapter = all
        .iter()
        .filter(|other| other.kata.chapter == kata.chapter);
    if chapter
        .next()
        .is_some_and(|first| first.kata.name == kata.name)
    {
        text += &format!("  lesson  exercises/{}/README.md\n", kata.chapter);
    }
    text += &format!("  read    {}/README.md\n", kata.exercise);
    for file in kata.stub.keys() {
        text += &format!("  edit    {}/{file}\n", kata.exercise);
    }
    text
}
