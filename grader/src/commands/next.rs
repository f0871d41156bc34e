//! `next`: the kata to go on with, and how to go about it.

use super::context::{Context, KataState};
use crate::{
    catalog::Kata,
    exit_code::Exit,
    report::{document::Document, style::strong},
};
use anyhow::Result;

pub fn run(context: &Context) -> Result<Exit> {
    print(context, Places::Unknown)?;
    Ok(Exit::Passed)
}

/// The kata to go on with: one that was begun, or else the first in order that does not pass.
pub fn up<'a, 'b>(states: &'b [KataState<'a>]) -> Option<&'b KataState<'a>> {
    let mut open = states.iter().filter(|states| !states.passed());
    let begun = open.clone().find(|states| !states.is_untouched());
    begun.or_else(|| open.next())
}

/// Whether the places of a kata's files are known to the person from what was just printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Places {
    /// They are, unless it is untouched.
    Known,
    /// They are not.
    Unknown,
}

/// Prints what to do now.
pub fn print(context: &Context, of_its_files: Places) -> Result<()> {
    let states = context.states()?;
    let Some(next) = up(&states) else {
        let done = strong("Done.");
        context.screen.print(&format!(
            "{done} All katas pass. Compare your answers with ours: cargo kata diff KATA\n"
        ));
        return Ok(());
    };
    let Kata { name, settings, .. } = next.kata;
    let heading = strong(&format!("Next: {name}"));
    let mut text = Document::of_prose(&format!("{heading} ({})", settings.title));
    if of_its_files == Places::Unknown || next.is_untouched() {
        text.append(places(next.kata, &states));
    }
    text.item(
        "  check   ",
        &format!("cargo kata grade {name}, or on every save: cargo kata watch"),
    );
    text.item("  stuck?  ", &format!("cargo kata hint {name}"));
    context.screen.print_document(&text);
    Ok(())
}

/// What to read and to edit for a kata; for the first of a chapter also the chapter's lesson.
pub fn places(kata: &Kata, all: &[KataState<'_>]) -> Document {
    let mut text = Document::default();
    let in_chapter = |other: &&KataState<'_>| other.kata.chapter == kata.chapter;
    let mut chapter = all.iter().filter(in_chapter);
    if chapter
        .next()
        .is_some_and(|first| first.kata.name == kata.name)
    {
        text.item(
            "  lesson  ",
            &format!("exercises/{}/README.md", kata.chapter),
        );
    }
    text.item("  read    ", &format!("{}/README.md", kata.exercise));
    for file in kata.stub.keys() {
        text.item("  edit    ", &format!("{}/{file}", kata.exercise));
    }
    text
}
