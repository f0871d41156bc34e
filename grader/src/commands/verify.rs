//! `verify`: are the checks themselves right?

use super::context::Context;
use crate::{exit_code::Exit, report::style::strong, util::text::plural, verify};
use anyhow::Result;

pub fn run(context: &Context, words: &[String], repeat: u32) -> Result<Exit> {
    let names = context.naming()?.all(words)?;
    let katas = context.catalog.select(&names)?;
    let proofs = verify::prove(&context.grader, &katas, repeat, context.jobs)?;
    let orphans = if names.is_empty() {
        verify::orphans(&context.workspace, &context.catalog)?
    } else {
        Vec::new()
    };
    anstream::print!("{}", verify::table(&proofs));
    let problems: Vec<&String> = proofs
        .iter()
        .flat_map(|proof| &proof.problems)
        .chain(&orphans)
        .collect();
    for problem in &problems {
        anstream::println!("\n{problem}");
    }
    if problems.is_empty() {
        let checks: usize = proofs.iter().map(|proof| proof.checks.total).sum();
        let line = format!(
            "{} of {} proven",
            plural(checks, "check"),
            plural(proofs.len(), "kata")
        );
        anstream::println!("\n{}", strong(&line));
        return Ok(Exit::Passed);
    }
    anstream::println!("\n{}", strong(&plural(problems.len(), "problem")));
    Ok(Exit::NotPassed)
}
