//! `hint`: one more hint each time, from a question to nearly the answer.

use super::Context;
use crate::{exit_code::Exit, hints::Seen, report::human::strong};
use anyhow::Result;

pub fn run(context: &Context, name: &str) -> Result<Exit> {
    let kata = context.catalog.get(name)?;
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
        false => "The same command gives the next one.".into(),
    };
    context
        .screen
        .print(&format!("{heading}\n{hint}\n\n{then}\n"));
    Ok(Exit::Passed)
}
