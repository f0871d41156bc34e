//! `solution`: the reference solution of a kata.

use super::Context;
use crate::{catalog::Kata, exit_code::Exit, report::human::strong, result::KataStatus};
use anyhow::{Context as _, Result};
use std::io::{BufRead as _, IsTerminal as _, Write as _};

pub fn run(context: &Context, name: &str, spoil: bool) -> Result<Exit> {
    let kata = context.catalog.get(name)?;
    if !may_show(context, kata, spoil)? {
        return Ok(Exit::Passed);
    }
    for (file, text) in kata.reference()? {
        let place = kata.exercise.replacen("exercises", "solutions", 1);
        anstream::println!("{}\n\n{text}", strong(&format!("{place}/{file}")));
    }
    Ok(Exit::Passed)
}

/// Whether the solution may be seen: a person whose kata does not pass yet is asked. In a pipe there is
/// nobody to ask and nobody to protect.
pub fn may_show(context: &Context, kata: &Kata, spoil: bool) -> Result<bool> {
    let known = context
        .grader
        .known(kata, &kata.read_from(&context.answers)?);
    let passed = known.is_some_and(|result| result.status == KataStatus::Passed);
    let nobody_there = !(std::io::stdin().is_terminal() && std::io::stdout().is_terminal());
    if spoil || passed || nobody_there {
        return Ok(true);
    }
    let name = &kata.name;
    anstream::print!(
        "{name} does not pass yet, and you only see a solution for the first time once.\n\
         `cargo kata hint {name}` gives a hint instead. Show the solution? [y/N] "
    );
    std::io::stdout().flush().context("failed to ask")?;
    let mut answer = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut answer)
        .context("failed to read the answer")?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}
