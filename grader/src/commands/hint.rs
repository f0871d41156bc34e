//! `hint`: one more hint each time, from a question to a similar example; or those seen so far again.

use super::{context::Context, next};
use crate::{
    catalog::Kata,
    commands::hint_counts::HintCounts,
    exit_code::{Exit, usage},
    report::{document::Document, style::strong, terminal},
};
use anyhow::Result;

/// Gives a hint for the kata that `word` means, or for the one to go on with.
pub fn run(context: &Context, word: Option<String>) -> Result<Exit> {
    give(context, kata(context, word)?)
}

/// Gives the next hint for `kata`.
pub(super) fn give(context: &Context, kata: &Kata) -> Result<Exit> {
    let most = kata.settings.hints.len();
    let number = counts(context).next(&kata.name, most)?;
    let name = &kata.name;
    let mut hint = document(kata, number);
    hint.prose(
        0,
        &if number == most {
            format!(
                "That was the last one. If nothing helps, the solution does: cargo kata diff {name}"
            )
        } else {
            "Ask again, and you get the next one.".into()
        },
    );
    context.screen.print_document(&hint);
    Ok(Exit::Passed)
}

/// Shows the hints that were seen, and no other.
pub fn run_again(context: &Context, word: Option<String>) -> Result<Exit> {
    let kata = kata(context, word)?;
    let name = &kata.name;
    let count = counts(context).count(name).min(kata.settings.hints.len());
    if count == 0 {
        let none = format!("You have seen no hint for {name} yet: cargo kata hint {name}\n");
        context.screen.print(&none);
    }
    for number in 1..=count {
        context.screen.print_document(&document(kata, number));
    }
    Ok(Exit::Passed)
}

fn kata(context: &Context, word: Option<String>) -> Result<&Kata> {
    let naming = context.naming()?;
    let name = match word {
        Some(word) => Some(naming.one(&word)?),
        None => naming.here(),
    };
    if let Some(name) = name {
        return context.catalog.get(&name);
    }
    let states = context.states()?;
    let next = next::up(&states).map(|next| next.kata);
    next.ok_or_else(|| usage("all katas pass; name the one that you want a hint for."))
}

fn counts(context: &Context) -> HintCounts {
    let counts = HintCounts::read(&context.workspace);
    if let Some(warning) = &counts.warning {
        terminal::print_error(warning);
    }
    counts
}

/// A hint below its heading, line by line as it was written.
pub(super) fn document(kata: &Kata, number: usize) -> Document {
    let hints = &kata.settings.hints;
    let heading = strong(&format!("{}, hint {number} of {}", kata.name, hints.len()));
    let mut document = Document::of_prose(&heading);
    // Empty lines at the ends come from the quotes around it.
    let lines: Vec<&str> = hints[number - 1].lines().map(str::trim_end).collect();
    document.prose(0, lines.join("\n").trim_matches('\n'));
    document.blank();
    document
}
