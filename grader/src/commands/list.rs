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
    show(context, true)
}

/// Prints the chapters alone.
pub fn print_chapters(context: &Context) -> Result<()> {
    show(context, false)
}

fn show(context: &Context, with_katas: bool) -> Result<()> {
    let standing = context.standing()?;
    let widest = |lengths: &mut dyn Iterator<Item = usize>| lengths.max().unwrap_or(0);
    let names = widest(&mut standing.iter().map(|s| s.kata.name.len()));
    let titles = widest(
        &mut standing
            .iter()
            .map(|s| s.kata.chapter_title.chars().count()),
    );
    let mut text = String::new();
    for chapter in standing.chunk_by(|a, b| a.kata.chapter == b.kata.chapter) {
        text += &heading(&chapter[0].kata.chapter_title, titles, chapter);
        let katas = chapter.iter().filter(|_| with_katas);
        text.extend(katas.map(|one| line(one, names)));
    }
    text += &heading("All", titles, &standing);
    context.screen.print(&text);
    Ok(())
}

/// A title with the points of its katas, also as a bar.
fn heading(title: &str, width: usize, standing: &[Standing<'_>]) -> String {
    const BAR: u32 = 16;
    let results = standing.iter().filter_map(|s| s.result.as_ref());
    let reached: u32 = results.map(|result| result.score).sum();
    let most: u32 = standing.iter().map(|s| s.kata.max_score()).sum();
    // Full only when nothing is missing.
    let full = (reached * BAR / most.max(1)) as usize;
    let bar = format!("{}{}", "=".repeat(full), " ".repeat(BAR as usize - full));
    let title = strong(&format!("{title:<width$}"));
    format!("{title}  {reached:>3}/{most:<3}  [{bar}]\n")
}

fn line(standing: &Standing<'_>, width: usize) -> String {
    let Standing { kata, result } = standing;
    let sign = result
        .as_ref()
        .map_or("?".into(), |result| sign(result.status));
    let reached = match result {
        Some(result) if result.status == KataStatus::NotStarted => String::new(),
        Some(result) => format!("{}/", result.score),
        None => "?/".into(),
    };
    let unknown = match result {
        Some(_) => "",
        None => "  (not graded as it is now)",
    };
    let (name, most, title) = (&kata.name, kata.max_score(), &kata.settings.title);
    format!("    {sign} {name:<width$}  {reached:>3}{most:<3}  {title}{unknown}\n")
}
