//! `next`: the first kata in order that does not pass yet, and how to go about it.

use super::{Context, Standing};
use crate::{exit_code::Exit, report::human::strong, result::KataStatus};
use anyhow::Result;

pub fn run(context: &Context) -> Result<Exit> {
    let standing = context.standing()?;
    let passed = |s: &Standing<'_>| {
        s.result
            .as_ref()
            .is_some_and(|r| r.status == KataStatus::Passed)
    };
    let Some(next) = standing.iter().find(|standing| !passed(standing)) else {
        anstream::println!(
            "{} All katas pass. Compare your answers with ours: `cargo kata diff KATA`.",
            strong("Done.")
        );
        return Ok(Exit::Passed);
    };
    let kata = next.kata;
    anstream::println!(
        "{} {}: {}",
        strong("Next:"),
        strong(&kata.name),
        kata.settings.title
    );
    anstream::println!("  read   {}/README.md", kata.exercise);
    for file in kata.stub.keys() {
        anstream::println!("  edit   {}/{file}", kata.exercise);
    }
    anstream::println!("  check  cargo kata grade {}", kata.name);
    anstream::println!("  stuck? cargo kata hint {}", kata.name);
    Ok(Exit::Passed)
}
