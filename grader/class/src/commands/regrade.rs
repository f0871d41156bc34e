//! `regrade`: grades again, and lists what has moved.

use super::{
    Context, Earlier,
    grade::{self, units_of_the_shard},
};
use crate::{
    cli::What,
    late::Late,
    manifest::Manifest,
    moved::{Differences, Direction, Grading, Mark, Moved, Reason},
    store::Store,
};
use anyhow::{Context as _, Result};
use fs_err as fs;
use grader::{
    exit_code::{Exit, usage},
    util::text::{plain, plural},
};
use std::path::{Path, absolute};

/// What is done besides listing.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Whether the new results take the place of the earlier ones.
    pub apply: bool,
    /// Whether also that is graded which has not changed.
    pub all: bool,
}

/// In a folder of results: nothing was taken from earlier ones.
const ANEW: &str = "graded-anew";

pub fn run(old: &Path, what: &What, new: &Path, settings: Settings) -> Result<Exit> {
    let manifest = Manifest::read(old)?;
    expect_two_folders(old, new)?;
    super::expect_an_out(new, &what.dir)?;
    if settings.apply && what.shard.is_some() {
        return Err(usage(
            "a part cannot take the place of the whole: merge the parts first",
        ));
    }
    if settings.all {
        expect_nothing_taken_over(new)?;
    }
    let earlier = Earlier {
        folder: old,
        manifest: &manifest,
    };
    let context = Context::new(what, Some(&earlier))?;
    let store = (!settings.all).then(|| Store::in_class(old));
    let graded = grade::grade(&context, what, new, store.as_ref())?;
    if !graded.failed.is_empty() {
        return Ok(graded.tell_of_failures());
    }
    let mine = units_of_the_shard(&context, what, &context.katas())?;
    let about = |key: &str| mine.as_ref().is_none_or(|mine| mine.contains(key));
    let differences = Grading::read(old)?.moved_to(&Grading::read(new)?, &about);
    print!("{}", words(&differences));
    let ours = differences.without_a_reason().count();
    if ours > 0 {
        eprintln!(
            "{} moved for no reason: the answer, the checks and the grader are the same. That is the grader's fault; \
             please tell its authors. Nothing is applied.",
            plural(ours, "mark")
        );
        return Ok(Exit::OurFailure);
    }
    if settings.apply {
        put_in_place(new, old)?;
    }
    Ok(Exit::Passed)
}

fn expect_two_folders(old: &Path, new: &Path) -> Result<()> {
    let (a, b) = (absolute(old)?, absolute(new)?);
    if a.starts_with(&b) || b.starts_with(&a) {
        return Err(usage(format!(
            "{} and {} are in each other: the new results need a folder of their own",
            old.display(),
            new.display()
        )));
    }
    Ok(())
}

/// `--all` is worth nothing in a folder with results that were taken from earlier ones.
fn expect_nothing_taken_over(new: &Path) -> Result<()> {
    if Manifest::read(new).is_ok() && !new.join(ANEW).exists() {
        return Err(usage(format!(
            "{} has results already, and --all takes none of them: give an empty folder with --out",
            new.display()
        )));
    }
    fs::create_dir_all(new)
        .and_then(|()| fs::write(new.join(ANEW), ""))
        .map_err(|error| usage(error.to_string()))
}

/// The new results take the place of the old ones, all of them at one moment.
fn put_in_place(new: &Path, old: &Path) -> Result<()> {
    let _ = fs::remove_file(new.join(ANEW));
    exchange(new, old).with_context(|| {
        format!(
            "failed to put {} in the place of {}, which is as it was. Both must be on one disk",
            new.display(),
            old.display()
        )
    })?;
    fs::remove_dir_all(new).context("failed to remove the earlier results")
}

#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn exchange(a: &Path, b: &Path) -> std::io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)?)
}

/// Where a system cannot exchange two folders at one moment, it is done in three steps.
#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn exchange(a: &Path, b: &Path) -> std::io::Result<()> {
    let aside = b.with_extension("earlier");
    fs::rename(b, &aside)?;
    if let Err(error) = fs::rename(a, b) {
        fs::rename(&aside, b)?;
        return Err(error);
    }
    fs::rename(&aside, a)
}

/// What has moved, in words; nothing if nothing has.
fn words(differences: &Differences) -> String {
    let mut text = String::new();
    let groups = differences
        .marks
        .chunk_by(|a, b| a.direction == b.direction);
    for group in groups {
        let with_reason: Vec<&Moved> = group
            .iter()
            .filter(|moved| !moved.has_no_reason())
            .collect();
        let title = title(group[0].direction);
        add_group(
            &mut text,
            title,
            with_reason.iter().map(|moved| line(moved)),
        );
    }
    let title = "moved for no reason";
    add_group(&mut text, title, differences.without_a_reason().map(line));
    let late = differences.late.iter().map(|moved| {
        format!(
            "{}: {} -> {}",
            plain(&moved.student),
            late(moved.before),
            late(moved.after)
        )
    });
    add_group(&mut text, "late work", late);
    text
}

fn add_group(text: &mut String, title: &str, lines: impl Iterator<Item = String>) {
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() {
        return;
    }
    text.push_str(&format!("{title}: {}\n", lines.len()));
    for line in lines {
        text.push_str(&format!("  {line}\n"));
    }
}

fn title(direction: Direction) -> &'static str {
    match direction {
        Direction::Better => "better",
        Direction::Worse => "worse",
        Direction::Otherwise => "same points, otherwise",
        Direction::New => "new",
        Direction::Gone => "gone",
    }
}

fn line(moved: &Moved) -> String {
    let mark = |mark: &Option<Mark>| mark.as_ref().map_or("none".into(), points);
    let reasons: Vec<&str> = moved
        .reasons
        .iter()
        .map(|reason| because(*reason))
        .collect();
    let because = match reasons.as_slice() {
        [] => String::new(),
        reasons => format!(" ({})", reasons.join(", ")),
    };
    format!(
        "{}/{}: {} -> {}{because}",
        plain(&moved.student),
        moved.kata,
        mark(&moved.before),
        mark(&moved.after)
    )
}

fn points(mark: &Mark) -> String {
    let status = mark.status.name().replace('_', " ");
    format!("{} of {}, {status}", mark.score, mark.max_score)
}

fn late(late: Option<Late>) -> String {
    late.map_or("not known".into(), |late| {
        let days = plural(usize::try_from(late.days).unwrap_or(usize::MAX), "day");
        format!("{}, {days} late", plural(late.reduced as usize, "point"))
    })
}

fn because(reason: Reason) -> &'static str {
    match reason {
        Reason::Answer => "another answer",
        Reason::Checks => "other checks",
        Reason::Kit => "another kit",
        Reason::Toolchain => "another toolchain",
        Reason::Grader => "another grader",
        Reason::Sandbox => "other protections",
    }
}
