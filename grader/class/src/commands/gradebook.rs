//! `gradebook`: fills a column of what a learning platform has exported.

use crate::{late::Rule, lms, manifest::Manifest, outcome, roster::Roster};
use anyhow::Result;
use fs_err as fs;
use grader::{
    exit_code::{Exit, usage},
    util::files::write_whole,
};
use std::{
    io::{self, Write as _},
    path::Path,
};

pub fn run(out: &Path, into: &Path, column: Option<&str>, file: Option<&Path>) -> Result<Exit> {
    let manifest = Manifest::read(out)?;
    let rule = manifest.late.as_deref().map(Rule::parse).transpose()?;
    let rows = outcome::rows(rule.as_ref(), out)?;
    let roster = out.join("roster.csv");
    let roster = roster
        .is_file()
        .then(|| Roster::read(&roster))
        .transpose()?;
    let export =
        fs::read(into).map_err(|error| usage(format!("the export cannot be read: {error}")))?;
    let filled = lms::fill(
        &export,
        &rows,
        manifest.katas.len(),
        roster.as_ref(),
        column,
    )?;
    for notice in &filled.notices {
        eprintln!("{}", grader::util::text::plain(notice));
    }
    match file {
        Some(file) => write_whole(file, &filled.bytes)?,
        None => io::stdout().lock().write_all(&filled.bytes)?,
    }
    Ok(Exit::Passed)
}
