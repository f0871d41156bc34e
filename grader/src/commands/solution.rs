//! `solution`: the reference solution of a kata.

use super::context::Context;
use crate::{
    catalog::Kata,
    exit_code::{Exit, usage},
    report::{style::strong, terminal},
    result::KataStatus,
};
use anyhow::{Context as _, Result};
use std::io::{BufRead as _, IsTerminal as _};

pub fn run(context: &Context, name: &str, spoil: bool) -> Result<Exit> {
    let kata = context.catalog.get(name)?;
    if !may_show(context, kata, spoil)? {
        return Ok(Exit::Passed);
    }
    for (file, text) in kata.reference()? {
        let place = kata.exercise.replacen("exercises", "solutions", 1);
        terminal::write(&format!(
            "{}\n\n{text}\n",
            strong(&format!("{place}/{file}"))
        ));
    }
    Ok(Exit::Passed)
}

/// Whether the solution may be seen: a person whose kata does not pass yet is asked. Where nobody can
/// be asked it is refused; an instructor, who looks at somebody else's answers, is not asked at all.
pub fn may_show(context: &Context, kata: &Kata, spoil: bool) -> Result<bool> {
    let reading = kata.read_from(&context.answers)?;
    let known = context.grader.known(kata, &reading);
    let passed = known.is_some_and(|result| result.status == KataStatus::Passed);
    let instructor = context.answers != context.workspace.root();
    if spoil || passed || instructor {
        return Ok(true);
    }
    let name = &kata.name;
    if !(std::io::stdin().is_terminal() && std::io::stdout().is_terminal()) {
        return Err(usage(format!(
            "{name} does not pass yet, so its solution is not shown unasked. \
             `--spoil` shows it, `cargo kata hint {name}` gives a hint instead."
        )));
    }
    context.screen.print(&format!(
        "{name} does not pass yet, and a solution is new to you only once. \
         `cargo kata hint {name}` gives a hint instead.\n"
    ));
    terminal::write("Show the solution? [y/N] ");
    let mut answer = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut answer)
        .context("failed to read the answer")?;
    let yes = matches!(answer.trim(), "y" | "Y" | "yes");
    if !yes {
        terminal::write("Not shown.\n");
    }
    Ok(yes)
}
