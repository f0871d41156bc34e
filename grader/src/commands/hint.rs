//! `hint`: one more hint each time, from a question to a similar example; or those seen so far again.

use super::{Context, next};
use crate::{
    catalog::Kata,
    commands::hint_counts::Seen,
    exit_code::{Exit, usage},
    report::{human::strong, terminal},
};
use anyhow::Result;

/// Gives a hint for the kata called `name`, or for the one to go on with.
pub fn run(context: &Context, name: Option<&str>) -> Result<Exit> {
    let kata = kata(context, name)?;
    let most = kata.settings.hints.len();
    let number = seen(context).next(&kata.name, most)?;
    let name = &kata.name;
    let then = match number == most {
        true => format!(
            "That was the last one. If nothing helps, the solution does: cargo kata diff {name}"
        ),
        false => "Ask again, and you get the next one.".into(),
    };
    context
        .screen
        .print(&format!("{}{then}\n", text(kata, number)));
    Ok(Exit::Passed)
}

/// Shows the hints that were seen, and no other.
pub fn again(context: &Context, name: Option<&str>) -> Result<Exit> {
    let kata = kata(context, name)?;
    let name = &kata.name;
    let count = seen(context).count(name).min(kata.settings.hints.len());
    if count == 0 {
        let none = format!("You have seen no hint for {name} yet: cargo kata hint {name}\n");
        context.screen.print(&none);
    }
    for number in 1..=count {
        context.screen.print(&text(kata, number));
    }
    Ok(Exit::Passed)
}

fn kata<'a>(context: &'a Context, name: Option<&str>) -> Result<&'a Kata> {
    if let Some(name) = name {
        return context.catalog.get(name);
    }
    let standing = context.standing()?;
    let next = next::up(&standing).map(|next| next.kata);
    next.ok_or_else(|| usage("all katas pass; name the one that you want a hint for."))
}

fn seen(context: &Context) -> Seen {
    let seen = Seen::read(&context.workspace);
    if let Some(warning) = &seen.warning {
        terminal::complain(warning);
    }
    seen
}

/// A hint below its heading, line by line as it was written: lines that are indented are code.
pub(super) fn text(kata: &Kata, number: usize) -> String {
    let hints = &kata.settings.hints;
    let heading = strong(&format!("{}, hint {number} of {}", kata.name, hints.len()));
    let lines: Vec<&str> = hints[number - 1].lines().map(str::trim_end).collect();
    // Empty lines at the ends come from the quotes around it.
    format!("{heading}\n{}\n\n", lines.join("\n").trim_matches('\n'))
}
