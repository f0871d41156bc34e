//! `orders`: walks through an order of threads in which a check fails, step by step.

use super::context::Context;
use crate::{
    exit_code::{Exit, usage},
    report::style::{faint, strong},
    result::{CheckResult, OrderPicture, OrderRow},
    submission::{Files, Reading},
    util::text::plain,
};
use anyhow::Result;
use std::io::{self, BufRead as _, IsTerminal as _};

/// Lines of the source before and behind the one of a step.
const AROUND: usize = 6;

pub fn run(context: &Context, name: &str) -> Result<Exit> {
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
    let result = context.grader.run(&[kata], &context.answers)?;
    let checks = result.katas.iter().flat_map(|kata| &kata.checks);
    let failing = checks.filter_map(|check| {
        let orders = check.orders.as_ref()?;
        Some((check, orders.failing.as_ref()?))
    });
    let say = |text: &str| context.screen.print(text);
    match failing.into_iter().next() {
        None => say("No order of the threads was found in which a check fails.\n"),
        Some((check, picture)) => {
            say(&format!("{}\n\n", strong(&check.promise)));
            let walk = Walk {
                picture,
                check,
                exercise: &kata.exercise,
                files: &files,
            };
            if io::stdin().is_terminal() && io::stdout().is_terminal() {
                walk.step_by_step(say)?;
            } else {
                say(&walk.list());
            }
        }
    }
    Ok(super::grade::exit(&result))
}

/// An order, and the source beside it.
struct Walk<'a> {
    picture: &'a OrderPicture,
    check: &'a CheckResult,
    exercise: &'a str,
    files: &'a Files,
}

impl Walk<'_> {
    /// Where it goes: what ran, then where those stand who wait for ever.
    fn steps(&self) -> Vec<(&OrderRow, bool)> {
        let ran = self.picture.rows.iter().map(|row| (row, false));
        let waits = self.picture.waiting.iter().map(|row| (row, true));
        ran.chain(waits).collect()
    }

    fn heading(&self, number: usize) -> String {
        let steps = self.steps();
        let (row, waits) = steps[number];
        let thread = &self.picture.threads[row.thread];
        let does = if waits { "waits for ever" } else { "goes on" };
        let place = if row.file.is_empty() {
            row.action.clone()
        } else {
            let (_, file) = row.file.rsplit_once("/src/").unwrap_or(("", &row.file));
            format!("{file}:{}  {}", row.line, row.text)
        };
        let count = steps.len();
        format!("{} of {count}  {thread} {does}  {place}", number + 1)
    }

    fn end(&self) -> String {
        format!("{}\n", self.check.message())
    }

    fn list(&self) -> String {
        let steps = (0..self.steps().len()).map(|number| self.heading(number) + "\n");
        steps.collect::<String>() + "\n" + &self.end()
    }

    /// A step with the source around its line.
    fn page(&self, number: usize) -> String {
        let (row, _) = self.steps()[number];
        let mut text = format!("{}\n\n", strong(&self.heading(number)));
        let name = row.file.strip_prefix(self.exercise);
        let source = name.and_then(|name| self.files.get(name.trim_start_matches('/')));
        let at = row.line as usize;
        let lines = (1..).zip(source.map_or("", String::as_str).lines());
        for (line, code) in lines.filter(|(line, _)| at.abs_diff(*line) <= AROUND) {
            let code = plain(code);
            let drawn = if line == at {
                strong(&format!("> {line:>4} {code}"))
            } else {
                faint(&format!("  {line:>4} {code}"))
            };
            text.push_str(&format!("{drawn}\n"));
        }
        if number + 1 == self.steps().len() {
            text.push_str(&format!("\n{}", self.end()));
        }
        text
    }

    fn step_by_step(&self, say: impl Fn(&str)) -> Result<()> {
        let last = self.steps().len().saturating_sub(1);
        let mut number = 0;
        loop {
            say(&self.page(number));
            say(&format!("\n{}\n", faint("Enter next, b back, q quit")));
            let mut word = String::new();
            if io::stdin().lock().read_line(&mut word)? == 0 {
                return Ok(());
            }
            match word.trim() {
                "q" => return Ok(()),
                "b" => number = number.saturating_sub(1),
                _ if number == last => return Ok(()),
                _ => number += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::example;

    #[test]
    fn every_step_has_its_line_marked_in_the_source_and_the_last_one_says_what_is_wrong() {
        let kata = example::kata();
        let file = format!("{}/src/lib.rs", kata.exercise);
        let row = |line, text: &str| OrderRow {
            thread: 0,
            file: file.clone(),
            line,
            text: text.into(),
            action: "lock".into(),
            sees_an_old_value: false,
            after: Vec::new(),
            held: Vec::new(),
        };
        let picture = OrderPicture {
            threads: vec!["main".into()],
            rows: vec![row(1, "pub fn first() -> u8 {")],
            waiting: vec![row(2, "todo!()")],
            stopped: Vec::new(),
            spins: false,
        };
        let check = CheckResult {
            observed: "Everybody waits.".into(),
            ..CheckResult::not_run(&kata.checks[0])
        };
        let walk = Walk {
            picture: &picture,
            check: &check,
            exercise: &kata.exercise,
            files: &kata.stub,
        };
        let pages = [0, 1].map(|number| plain(&walk.page(number)));
        assert!(pages[0].contains(">    1 pub fn first()"), "{}", pages[0]);
        assert!(!pages[0].contains("Everybody waits."));
        assert!(
            pages[1].contains("2 of 2  main waits for ever"),
            "{}",
            pages[1]
        );
        assert!(pages[1].contains("Everybody waits."));
        assert_eq!(walk.list().lines().count(), 4);
    }
}
