//! `next`: the first kata in order that does not pass yet, and how to go about it.

use super::{Context, Standing};
use crate::{catalog::Kata, exit_code::Exit, report::human::strong};
use anyhow::Result;

pub fn run(context: &Context) -> Result<Exit> {
    let standing = context.standing()?;
    let text = match standing.iter().find(|standing| !standing.passed()) {
        Some(next) => way_into(next, &standing),
        None => format!(
            "{} All katas pass. Compare your answers with ours: cargo kata diff KATA\n",
            strong("Done.")
        ),
    };
    context.screen.print(&text);
    Ok(Exit::Passed)
}

/// What to read, to edit and to type.
fn way_into(next: &Standing<'_>, all: &[Standing<'_>]) -> String {
    let Kata { name, settings, .. } = next.kata;
    let heading = strong(&format!("Next: {name}"));
    // Who has begun knows the files.
    let places = match next.is_untouched() {
        true => places(next.kata, all),
        false => String::new(),
    };
    format!(
        "{heading} ({})\n{places}  check   cargo kata grade {name}, or on every save: cargo kata watch\n  \
         stuck?  cargo kata hint {name}\n",
        settings.title
    )
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
