//! `list`: all katas by chapter with points, from what is known; nothing is compiled.

use super::{Context, Standing};
use crate::{
    exit_code::Exit,
    report::human::{sign, strong},
    result::KataStatus,
};
use anyhow::Result;

pub fn run(context: &Context) -> Result<Exit> {
    print(context)?;
    Ok(Exit::Passed)
}

/// Prints the chapters with their katas, and the sums.
pub fn print(context: &Context) -> Result<()> {
    let standing = context.standing()?;
    let width = standing
        .iter()
        .map(|s| s.kata.name.len())
        .max()
        .unwrap_or(0);
    for chapter in standing.chunk_by(|a, b| a.kata.chapter == b.kata.chapter) {
        let heading = strong(&chapter[0].kata.chapter_title);
        anstream::println!("{heading}   {}", points(chapter));
        for one in chapter {
            anstream::println!("    {}", line(one, width));
        }
    }
    anstream::println!("    {}", strong(&format!("{} in all", points(&standing))));
    Ok(())
}

fn points(standing: &[Standing<'_>]) -> String {
    let reached: u32 = standing
        .iter()
        .filter_map(|s| s.result.as_ref())
        .map(|r| r.score)
        .sum();
    let most: u32 = standing.iter().map(|s| s.kata.max_score()).sum();
    format!("{reached} of {most} points")
}

fn line(standing: &Standing<'_>, width: usize) -> String {
    let Standing { kata, result } = standing;
    let most = kata.max_score();
    let (sign, points) = match result {
        Some(result) if result.status == KataStatus::NotStarted => {
            (sign(result.status), format!("   {most:>2}"))
        }
        Some(result) => (
            sign(result.status),
            format!("{:>2}/{most:>2}", result.score),
        ),
        None => ("?".into(), format!(" ?/{most:>2}")),
    };
    let unknown = if result.is_none() {
        "  (changed since it was graded)"
    } else {
        ""
    };
    format!(
        "{sign} {:<width$}  {points}  {}{unknown}",
        kata.name, kata.settings.title
    )
}
