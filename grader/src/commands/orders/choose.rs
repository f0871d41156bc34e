//! Lets a person choose who goes on.

use super::{
    Terminal,
    moment::{Moment, mark, step_words},
    page::Page,
    quits, source,
};
use crate::{
    catalog::{
        Kata,
        checks::{CheckSpec, Form},
    },
    commands::context::Context,
    exit_code::Exit,
    grader::checker::ChosenOrder,
    rejection::Failure,
    report::style::strong,
    submission::Files,
};
use anyhow::Result;
use kata_protocol::OrderEnd;

const OPEN: &str = "1 to 9 chooses  Enter the first  u undo  r restart  q quit";
const OVER: &str = "u undo  r restart  q quit";

pub fn run(context: &Context, kata: &Kata, files: &Files) -> Result<Exit> {
    let every: Vec<(usize, &CheckSpec)> = kata.checks.iter().enumerate().collect();
    let mut in_every_order = every
        .iter()
        .filter(|(_, check)| check.form == Form::EveryOrder);
    let Some((index, check)) = in_every_order.next() else {
        return Ok(Exit::Passed);
    };
    let checks = [*check];
    let chosen = context
        .grader
        .tools
        .with_answer(kata, files, &checks, |checker| {
            let run = |choices: &[usize]| checker.in_order(*index, choices);
            let choose = Choose {
                context,
                kata,
                files,
                check,
            };
            choose.step_by_step(run)
        });
    match chosen {
        Ok(()) => Ok(Exit::Passed),
        Err(Failure::Ours(error)) => Err(error),
        Err(Failure::Student(_)) => {
            context.screen.print(&format!(
                "It does not compile yet. What is wrong says: cargo kata {}\n",
                kata.name
            ));
            Ok(Exit::NotPassed)
        }
    }
}

struct Choose<'a> {
    context: &'a Context,
    kata: &'a Kata,
    files: &'a Files,
    check: &'a CheckSpec,
}

impl Choose<'_> {
    fn step_by_step(&self, run: impl Fn(&[usize]) -> Result<ChosenOrder>) -> Result<()> {
        let mut terminal = Terminal::open();
        let mut choices = Vec::new();
        let mut order = run(&choices)?;
        loop {
            let key = terminal.ask(self.context, &self.page(&order))?;
            match key {
                key if quits(key) => return Ok(()),
                Some('u' | 'b') => _ = choices.pop(),
                Some('r') => choices.clear(),
                Some(key) => match option(key) {
                    Some(number) if number < order.options.len() => choices.push(number),
                    _ => continue,
                },
                None => return Ok(()),
            }
            order = run(&choices)?;
        }
    }

    fn page(&self, order: &ChosenOrder) -> Page<'_> {
        let picture = &order.picture;
        // What has just run is marked, or where the next one would go on.
        let ran = picture.rows.last().filter(|row| !row.file.is_empty());
        let next = order.options.iter().find(|row| !row.file.is_empty());
        let marked = ran.map(|row| (row, '>'));
        let marked = marked.or(next.map(|row| (row, mark(row.thread))));
        let moment = Moment {
            picture,
            row: picture.rows.len().saturating_sub(1),
            options: &order.options,
        };
        let name = |thread: usize| picture.threads.get(thread).map_or("", String::as_str);
        let heading = match picture.rows.last() {
            None => "nothing has happened yet".into(),
            Some(row) => {
                let count = picture.rows.len();
                format!("{count}  {}  {}", name(row.thread), step_words(row))
            }
        };
        let options = (1..).zip(&order.options).map(|(number, row)| {
            let (name, words) = (name(row.thread), step_words(row));
            if row.file.is_empty() {
                format!("{number}  {name}  {words}")
            } else {
                format!("{number}  {name}  {}  {words}", row.action)
            }
        });
        Page {
            heading,
            source: marked.and_then(|(row, mark)| source(self.kata, self.files, row, mark)),
            threads: moment.threads(),
            words: self.words(order),
            options: options.collect(),
            keys: if order.end == OrderEnd::IsOpen {
                OPEN
            } else {
                OVER
            },
        }
    }

    fn words(&self, order: &ChosenOrder) -> String {
        match order.end {
            OrderEnd::IsOpen if order.picture.rows.is_empty() => {
                format!("{}\nWho goes on?", strong(&self.check.promise))
            }
            OrderEnd::IsOpen => "Who goes on?".into(),
            OrderEnd::Passed => {
                "All threads have come to their end, and nothing is wrong in this order.".into()
            }
            _ => order.message.clone(),
        }
    }
}

/// The index of the option that a key means.
fn option(key: char) -> Option<usize> {
    match key {
        '\n' | '\r' | ' ' => Some(0),
        key => key
            .to_digit(10)?
            .checked_sub(1)
            .map(|number| number as usize),
    }
}
