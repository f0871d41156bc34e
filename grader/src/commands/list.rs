//! `list`: all katas by chapter with points, from what is known; nothing is compiled.

use super::context::{Context, KataState};
use crate::{
    catalog::{Kata, naming},
    exit_code::Exit,
    report::{
        style::{sign, strong},
        terminal,
    },
    result::KataStatus,
};
use anyhow::Result;

pub fn run(context: &Context) -> Result<Exit> {
    print(context)?;
    Ok(Exit::Passed)
}

/// Prints the chapters with their katas, and the sums.
pub fn print(context: &Context) -> Result<()> {
    show(context, Lines::OfKatasToo)
}

/// Prints the chapters alone.
pub fn print_chapters(context: &Context) -> Result<()> {
    show(context, Lines::OfChapters)
}

/// Which lines are printed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lines {
    OfChapters,
    OfKatasToo,
}

fn show(context: &Context, lines: Lines) -> Result<()> {
    let standing = context.states()?;
    let table = Table::of(&standing, terminal::columns().unwrap_or(usize::MAX));
    let mut text = String::new();
    for chapter in standing.chunk_by(|a, b| a.kata.chapter == b.kata.chapter) {
        text += &table.heading(&chapter[0].kata.chapter_title, chapter);
        let katas = chapter.iter().filter(|_| lines == Lines::OfKatasToo);
        text.extend(katas.map(|one| table.line(one)));
    }
    text += &table.heading("All", &standing);
    context.screen.print(&text);
    Ok(())
}

/// Columns of the bar.
const BAR: usize = 16;
/// Columns of points, and of what stands before a kata's name.
const POINTS: usize = 7;
const BEFORE: usize = 8;

/// How wide its columns are, and which of them there is room for.
struct Table {
    names: usize,
    titles: usize,
    bar: bool,
    kata_titles: bool,
}

impl Table {
    fn of(standing: &[KataState<'_>], columns: usize) -> Self {
        let names = standing.iter().map(|s| s.kata.name.len());
        let widest = |title: fn(&Kata) -> &str| {
            let titles = standing.iter().map(|s| title(s.kata).chars().count());
            titles.max().unwrap_or(0)
        };
        let titles = widest(|kata| &kata.chapter_title);
        let names = names.max().unwrap_or(0);
        Self {
            names,
            titles,
            bar: titles + 2 + POINTS + 2 + BAR + 2 <= columns,
            kata_titles: BEFORE + names + 1 + POINTS + widest(|kata| &kata.settings.title)
                <= columns,
        }
    }

    /// A title with the points of its katas, also as a bar.
    fn heading(&self, title: &str, standing: &[KataState<'_>]) -> String {
        let results = standing.iter().filter_map(|s| s.result.as_ref());
        let reached: u32 = results.map(|result| result.score).sum();
        let most: u32 = standing.iter().map(|s| s.kata.max_score()).sum();
        // Full only when nothing is missing.
        let full = reached as usize * BAR / most.max(1) as usize;
        if !self.bar {
            return format!("{} {reached}/{most}\n", strong(title.trim_start()));
        }
        let bar = format!("{}{}", "=".repeat(full), " ".repeat(BAR - full));
        let title = strong(&format!("{title:<0$}", self.titles));
        format!("{title}  {reached:>3}/{most:<3}  [{bar}]\n")
    }

    fn line(&self, standing: &KataState<'_>) -> String {
        let KataState { kata, result } = standing;
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
        let title = if self.kata_titles {
            format!(" {}{unknown}", kata.settings.title)
        } else {
            String::new()
        };
        let number = naming::number(kata).map(|(chapter, kata)| format!("{chapter}.{kata}"));
        let number = number.unwrap_or_default();
        let (name, most, names) = (&kata.name, kata.max_score(), self.names);
        format!("  {number:<3} {sign} {name:<names$} {reached:>3}{most:<3}{title}\n")
    }
}
