//! `orders`: walks through an order of threads in which a check fails, step by step, or lets a person choose one.

mod choose;
mod moment;
mod page;
mod walk;

use super::context::Context;
use crate::{
    catalog::Kata,
    exit_code::{Exit, usage},
    result::OrderRow,
    submission::{Files, Reading},
    util::single_keys::SingleKeys,
};
use anyhow::Result;
use console::Term;
use page::{Page, Source};
use std::io::{self, BufRead as _, IsTerminal as _};

/// What a person wants to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// An order that fails.
    Failing,
    /// The order that they choose.
    Chosen,
}

/// Shows orders of the kata called `name`.
///
/// # Errors
///
/// If no check of the kata is run in every order, or the machine fails.
pub fn run(context: &Context, name: &str, wanted: Wanted) -> Result<Exit> {
    let kata = context.catalog.get(name)?;
    if kata.order_functions().is_none() {
        return Err(usage(format!(
            "no check of `{name}` is run in every order of its threads."
        )));
    }
    let files = match kata.read_from(&context.answers)? {
        Reading::Files(files) => files,
        Reading::Missing(_) | Reading::Elsewhere(_) | Reading::Refused(_) => Files::new(),
    };
    match wanted {
        Wanted::Failing => walk::run(context, kata, &files),
        Wanted::Chosen => choose::run(context, kata, &files),
    }
}

/// The student's file of a row, whose line is marked.
fn source<'a>(kata: &Kata, files: &'a Files, row: &OrderRow, mark: char) -> Option<Source<'a>> {
    let name = row.file.strip_prefix(&kata.exercise)?;
    let text = files.get(name.trim_start_matches('/'))?;
    Some(Source {
        text,
        line: row.line as usize,
        mark,
    })
}

/// Where pages are shown and keys are pressed.
enum Terminal {
    /// One page in the place of the other, and single keys.
    Keys(SingleKeys),
    /// One page below the other, and a line for each key.
    Lines,
}

impl Terminal {
    fn open() -> Self {
        let is_terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
        match SingleKeys::listen() {
            Ok(keys) if is_terminal => Self::Keys(keys),
            _ => Self::Lines,
        }
    }

    fn is_one(&self) -> bool {
        matches!(self, Self::Keys(_))
    }

    /// Shows a page, and gives the next key; `None` at the end.
    fn ask(&mut self, context: &Context, page: &Page<'_>) -> Result<Option<char>> {
        match self {
            Self::Keys(keys) => {
                let terminal = Term::stdout();
                terminal.clear_screen()?;
                let (rows, columns) = terminal.size();
                context.screen.show(&page.draw(rows.into(), columns.into()));
                loop {
                    match keys.read() {
                        Ok(pressed) if pressed.is_empty() => {}
                        Ok(pressed) => return Ok(pressed.first().copied()),
                        Err(_) => return Ok(None),
                    }
                }
            }
            Self::Lines => {
                context.screen.show(&page.draw(usize::MAX, 100));
                let mut line = String::new();
                if io::stdin().lock().read_line(&mut line)? == 0 {
                    return Ok(None);
                }
                Ok(Some(line.trim().chars().next().unwrap_or('\n')))
            }
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if let Self::Keys(keys) = self {
            keys.restore();
        }
    }
}

const CTRL_C: char = '\u{3}';
const CTRL_D: char = '\u{4}';

/// Whether a key says that it is enough.
fn quits(key: Option<char>) -> bool {
    matches!(key, None | Some('q' | CTRL_C | CTRL_D))
}
