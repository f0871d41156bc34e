//! `watch`: grades on every save, with keys for what one needs in between.

use super::{Context, diff, hint, list, next};
use crate::{
    exit_code::Exit,
    report::human::faint,
    result::KataStatus,
    watch::{self, Event, KEYS, Watch, Wish},
};
use anyhow::{Context as _, Result};
use console::Term;
use std::{path::PathBuf, process::Child};

pub fn run(context: &Context, names: &[String], options: &[PathBuf]) -> Result<Exit> {
    let mut watch = Watch::start(&context.catalog, names, &context.answers)?;
    let mut current = match names {
        [] => vec![first_to_do(context)?],
        names => names.to_vec(),
    };
    let mut child = Some(begin(&current, options)?);
    loop {
        let event = watch.next(child.as_mut())?;
        match event {
            None => {
                watch::stop(child.take())?;
                anstream::println!("\n{}", faint(KEYS));
            }
            Some(Event::Saved(katas)) => {
                watch::stop(child.take())?;
                current = katas.iter().map(|kata| kata.name.clone()).collect();
                child = Some(begin(&current, options)?);
            }
            Some(Event::Key(Wish::Again)) => {
                watch::stop(child.take())?;
                child = Some(begin(&current, options)?);
            }
            Some(Event::Key(Wish::Quit)) => {
                watch::stop(child.take())?;
                return Ok(Exit::Passed);
            }
            Some(Event::Key(wish)) => answer(context, &current[0], wish)?,
        }
    }
}

/// Clears the screen and starts grading.
fn begin(katas: &[String], options: &[PathBuf]) -> Result<Child> {
    let terminal = Term::stdout();
    if terminal.is_term() {
        // A terminal that cannot be cleared shows the reports below each other.
        let _ = terminal.clear_screen();
    }
    anstream::println!("{}", faint(&format!("watching {}", katas.join(", "))));
    watch::grade(katas, options)
}

fn answer(context: &Context, kata: &str, wish: Wish) -> Result<()> {
    anstream::println!();
    match wish {
        Wish::Hint => {
            hint::run(context, kata)?;
        }
        Wish::Next => {
            next::run(context)?;
        }
        Wish::List => list::print(context)?,
        Wish::Diff(spoil) if spoil || passes(context, kata)? => {
            diff::run(context, kata, true)?;
        }
        Wish::Diff(_) => anstream::println!(
            "{kata} does not pass yet. `h` gives a hint; `D` shows the solution all the same."
        ),
        Wish::Again | Wish::Quit => {}
    }
    anstream::println!("\n{}", faint(KEYS));
    Ok(())
}

fn passes(context: &Context, name: &str) -> Result<bool> {
    let kata = context.catalog.get(name)?;
    let known = context
        .grader
        .known(kata, &kata.read_from(&context.answers)?);
    Ok(known.is_some_and(|result| result.status == KataStatus::Passed))
}

/// The first kata that does not pass; the very first, if all do.
fn first_to_do(context: &Context) -> Result<String> {
    let standing = context.standing()?;
    let passed = |s: &&super::Standing<'_>| {
        s.result
            .as_ref()
            .is_some_and(|result| result.status == KataStatus::Passed)
    };
    let first = standing.iter().find(|s| !passed(s)).or(standing.first());
    first
        .map(|standing| standing.kata.name.clone())
        .context("failed to find a kata")
}
