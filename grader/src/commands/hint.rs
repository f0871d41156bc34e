//! `hint`: one more hint each time, from a question to nearly the answer.

use super::{Context, next};
use crate::{
    exit_code::{Exit, usage},
    hints::Seen,
    report::human::strong,
};
use anyhow::Result;

/// Gives a hint for the kata called `name`, or for the one to go on with.
pub fn run(context: &Context, name: Option<&str>) -> Result<Exit> {
    let standing = context.standing()?;
    let kata = match (name, next::up(&standing)) {
        (Some(name), _) => context.catalog.get(name)?,
        (None, Some(next)) => next.kata,
        (None, None) => {
            return Err(usage(
                "all katas pass; name the one that you want a hint for.",
            ));
        }
    };
    let name = &kata.name;
    let hints = &kata.settings.hints;
    let number = Seen::read(&context.workspace).next(&kata.name, hints.len())?;
    let heading = strong(&format!("{name}, hint {number} of {}", hints.len()));
    let hint = hints[number - 1]
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let then = match number == hints.len() {
        true => format!(
            "That was the last one. If nothing helps, the solution does: cargo kata diff {name}"
        ),
        false => "Ask again, and you get the next one.".into(),
    };
    context
        .screen
        .print(&format!("{heading}\n{hint}\n\n{then}\n"));
    Ok(Exit::Passed)
}
