//! `watch`: grades on every save, with keys for what one needs in between.

use super::{Context, Standing, diff, hint, list, next};
use crate::{
    exit_code::Exit,
    keyboard::{KEYS, Keyboard, Wish},
    report::human::{self, faint, strong},
    result::KataResult,
    watch::{Event, Grading, Signal, Watch},
};
use anyhow::{Context as _, Result};
use console::Term;
use std::{env, path::PathBuf};

pub fn run(context: &Context, names: &[String], options: &[PathBuf]) -> Result<Exit> {
    context.catalog.select(names)?;
    let watch = Watch::start(context.catalog.all(), &context.answers)?;
    let keyboard = Keyboard::listen(watch.sender(), Signal::Key);
    let current = match names {
        [] => {
            let standing = context.standing()?;
            let first = next::up(&standing).or(standing.first());
            first.map(|one| one.kata.name.clone()).into_iter().collect()
        }
        names => names.to_vec(),
    };
    let mut session = Session {
        context,
        program: env::current_exe().context("failed to find the grader's own file")?,
        options,
        keys: keyboard.is_some(),
        only_these: !names.is_empty(),
        current,
        grading: None,
    };
    session.until_the_end(watch)?;
    Ok(Exit::Passed)
}

struct Session<'a> {
    context: &'a Context,
    program: PathBuf,
    options: &'a [PathBuf],
    /// Whether somebody can press keys.
    keys: bool,
    /// Whether saves of other katas than the current ones count for nothing.
    only_these: bool,
    current: Vec<String>,
    grading: Option<Grading>,
}

impl Session<'_> {
    fn until_the_end(&mut self, mut watch: Watch<'_>) -> Result<()> {
        self.grade(&[])?;
        loop {
            match watch.next(self.grading.as_mut())? {
                Event::Graded => {
                    self.report()?;
                    self.footer();
                }
                Event::Saved(mut katas) => {
                    katas.retain(|kata| !self.only_these || self.current.contains(kata));
                    if !katas.is_empty() {
                        if !self.only_these {
                            self.current = katas;
                        }
                        self.grade(&[])?;
                    }
                }
                Event::Wish(Wish::Quit) => return Ok(()),
                Event::Wish(Wish::Again) => self.grade(&["--no-cache".into()])?,
                Event::Wish(Wish::Next) => {
                    let standing = self.context.standing()?;
                    self.current = next_to_do(&standing, self.current.first())
                        .into_iter()
                        .collect();
                    self.grade(&[])?;
                }
                Event::Wish(wish) => {
                    self.answer(wish)?;
                    self.footer();
                }
            }
        }
    }

    /// Clears the screen and starts grading; what was being graded is given up.
    fn grade(&mut self, more: &[PathBuf]) -> Result<()> {
        self.grading = None;
        let terminal = Term::stdout();
        if terminal.is_term() {
            // A terminal that cannot be cleared shows the reports below each other.
            let _ = terminal.clear_screen();
        }
        let watching = faint(&format!("watching {}", self.current.join(", ")));
        self.context.screen.print(&format!("{watching}\n"));
        let options: Vec<PathBuf> = self.options.iter().chain(more).cloned().collect();
        self.grading = Some(Grading::start(&self.program, &self.current, &options)?);
        Ok(())
    }

    /// Shows the verdict that the grading has left in the cache, and what to do now.
    fn report(&mut self) -> Result<()> {
        let context = self.context;
        let failure = self.grading.take().and_then(Grading::failure);
        if let Some(failure) = failure.filter(|text| !text.is_empty()) {
            context.screen.print(&failure);
            return Ok(());
        }
        let standing = context.standing()?;
        let current: Vec<&Standing<'_>> = standing
            .iter()
            .filter(|standing| self.current.contains(&standing.kata.name))
            .collect();
        for one in &current {
            self.show(one, &standing);
        }
        if current.iter().all(|standing| standing.passed()) {
            let next = next_to_do(&standing, self.current.first());
            context
                .screen
                .print(&format!("\n{}\n", self.solved(&standing, next)));
        }
        Ok(())
    }

    fn show(&self, one: &Standing<'_>, all: &[Standing<'_>]) {
        let Context {
            screen, catalog, ..
        } = self.context;
        match &one.result {
            Some(result) if one.is_untouched() => {
                let message = String::new();
                let result = KataResult {
                    message,
                    ..result.clone()
                };
                let text = human::of_katas(&[result], catalog);
                let places = next::places(one.kata, all);
                screen.print(&format!(
                    "{text}{places}  Whatever you save is graded at once.\n"
                ));
            }
            Some(result) => {
                let cached = false;
                let result = KataResult {
                    cached,
                    ..result.clone()
                };
                screen.print(&human::of_katas(&[result], catalog));
            }
            // Saved again in this moment, or the checks are others now.
            None => screen.print(&format!(
                "? {}   no verdict yet: save it again, or start `watch` again\n",
                one.kata.name
            )),
        }
    }

    fn solved(&self, standing: &[Standing<'_>], next: Option<String>) -> String {
        let Some(next) = next.filter(|_| !standing.iter().all(Standing::passed)) else {
            return strong("Solved, and so are all the others.");
        };
        let solved = strong(&format!("Solved. Next: {next}"));
        match self.keys {
            true => format!("{solved} (press n). To compare with our solution, press d."),
            false => format!("{solved}. Open it and save it to go on."),
        }
    }

    fn footer(&self) {
        let keys = match self.keys {
            true => KEYS,
            false => "No keys here, since this is not a terminal. Ctrl-C ends it.",
        };
        self.context.screen.print(&format!("\n{}\n", faint(keys)));
    }

    fn answer(&self, wish: Wish) -> Result<()> {
        let context = self.context;
        let Some(kata) = self.current.first() else {
            return Ok(());
        };
        context.screen.print("\n");
        let passes = || {
            context
                .standing()
                .map(|all| all.iter().any(|s| s.kata.name == *kata && s.passed()))
        };
        match wish {
            Wish::Hint => drop(hint::run(context, Some(kata))?),
            Wish::List => list::print(context)?,
            Wish::Diff(spoil) if spoil || passes()? => drop(diff::run(context, kata, true)?),
            Wish::Diff(_) => context.screen.print(&format!(
                "{kata} does not pass yet. `h` gives a hint; `D` shows the solution all the same.\n"
            )),
            Wish::Next | Wish::Again | Wish::Quit => {}
        }
        Ok(())
    }
}

/// The first kata behind `current` that does not pass, or else the first in front of it; the very
/// first, if all do.
fn next_to_do(standing: &[Standing<'_>], current: Option<&String>) -> Option<String> {
    let here = standing.iter().position(|s| Some(&s.kata.name) == current);
    let (before, behind) = standing.split_at(here.map_or(0, |here| here + 1));
    let mut in_turn = behind.iter().chain(before);
    let next = in_turn.find(|s| !s.passed()).or(standing.first());
    next.map(|standing| standing.kata.name.clone())
}
