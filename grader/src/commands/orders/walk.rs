//! Walks through an order in which a check fails.

use super::{
    Terminal,
    moment::{Moment, step_words},
    page::Page,
    quits, source,
};
use crate::{
    catalog::Kata,
    commands::{context::Context, grade},
    exit_code::Exit,
    report::style::strong,
    result::{CheckResult, OrderPicture, OrderRow},
    submission::Files,
};
use anyhow::Result;

const KEYS: &str = "Enter next  b back  g first  G last  q quit";

pub fn run(context: &Context, kata: &Kata, files: &Files) -> Result<Exit> {
    let result = context.grader.run(&[kata], &context.answers)?;
    let checks = result.katas.iter().flat_map(|kata| &kata.checks);
    let failing = checks.filter_map(|check| {
        let orders = check.orders.as_ref()?;
        Some((check, orders.failing.as_ref()?))
    });
    match failing.into_iter().next() {
        None => context
            .screen
            .print("No order of the threads was found in which a check fails.\n"),
        Some((check, picture)) => {
            let walk = Walk {
                picture,
                check,
                kata,
                files,
            };
            let mut terminal = Terminal::open();
            if terminal.is_one() {
                walk.step_by_step(context, &mut terminal)?;
            } else {
                context.screen.print(&walk.list());
            }
        }
    }
    Ok(grade::exit(&result))
}

/// An order, and the source beside it.
struct Walk<'a> {
    picture: &'a OrderPicture,
    check: &'a CheckResult,
    kata: &'a Kata,
    files: &'a Files,
}

impl Walk<'_> {
    /// Where it goes: what ran, then where those stand who wait for ever.
    fn steps(&self) -> Vec<(&OrderRow, bool)> {
        let ran = self.picture.rows.iter().map(|row| (row, true));
        let stand = self.picture.waiting.iter().map(|row| (row, false));
        ran.chain(stand).collect()
    }

    fn heading(&self, number: usize) -> String {
        let steps = self.steps();
        let (row, runs) = steps[number];
        let name = self.picture.threads.get(row.thread);
        let name = name.map_or("", String::as_str);
        let does = if runs {
            "goes on"
        } else if self.picture.stopped.contains(&row.thread) {
            "was stopped for ever"
        } else {
            "waits for ever"
        };
        let count = steps.len();
        format!(
            "{} of {count}  {name} {does}  {}",
            number + 1,
            step_words(row)
        )
    }

    fn list(&self) -> String {
        let steps = (0..self.steps().len()).map(|number| self.heading(number) + "\n");
        let (promise, end) = (strong(&self.check.promise), self.check.message());
        format!("{promise}\n\n{}\n{end}\n", steps.collect::<String>())
    }

    fn page(&self, number: usize) -> Page<'_> {
        let steps = self.steps();
        let (row, _) = steps[number];
        let is_last = number + 1 == steps.len();
        let moment = Moment {
            picture: self.picture,
            row: number.min(self.picture.rows.len().saturating_sub(1)),
            options: &[],
        };
        Page {
            heading: self.heading(number),
            source: source(self.kata, self.files, row, '>'),
            threads: moment.threads(),
            words: match (number, is_last) {
                (_, true) => self.check.message(),
                (0, false) => self.check.promise.clone(),
                _ => String::new(),
            },
            options: Vec::new(),
            keys: KEYS,
        }
    }

    fn step_by_step(&self, context: &Context, terminal: &mut Terminal) -> Result<()> {
        let last = self.steps().len().saturating_sub(1);
        let mut number = 0;
        loop {
            let key = terminal.ask(context, &self.page(number))?;
            number = match key {
                key if quits(key) => return Ok(()),
                Some('b' | 'p' | 'k') => number.saturating_sub(1),
                Some('g') => 0,
                Some('G') => last,
                Some('\n' | '\r' | ' ' | 'n' | 'j') => last.min(number + 1),
                _ => number,
            };
        }
    }
}
