//! `verify`: are the checks themselves right?

use super::context::Context;
use crate::{
    exit_code::Exit,
    report::style::strong,
    util::text::plural,
    verify::{
        self, incomplete,
        report::{promises, table},
    },
};
use anyhow::Result;

pub fn run(context: &Context, words: &[String], repeat: u32) -> Result<Exit> {
    let names = context.naming()?.all(words)?;
    let katas = context.catalog.select(&names)?;
    let reports = verify::verify_katas(&context.grader, &katas, repeat, context.jobs)?;
    let incomplete = if names.is_empty() {
        incomplete::problems(&context.workspace, &context.catalog)?
    } else {
        Vec::new()
    };
    anstream::print!("{}{}", promises(&reports), table(&reports));
    let problems: Vec<&String> = reports
        .iter()
        .flat_map(|report| &report.problems)
        .chain(&incomplete)
        .collect();
    for problem in &problems {
        anstream::println!("\n{problem}");
    }
    if problems.is_empty() {
        let checks: usize = reports.iter().map(|report| report.checks.total).sum();
        let line = format!(
            "{} of {} proven",
            plural(checks, "check"),
            plural(reports.len(), "kata")
        );
        anstream::println!("\n{}", strong(&line));
        return Ok(Exit::Passed);
    }
    anstream::println!("\n{}", strong(&plural(problems.len(), "problem")));
    Ok(Exit::NotPassed)
}
