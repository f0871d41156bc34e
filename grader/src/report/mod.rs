//! What a run says: to people ([`human`], [`diff`]), to programs ([`json`]) and to a job on GitHub ([`github`] in
//! its log, [`summary`] on its page).
//!
//! A report for people is a [`document::Document`], which [`terminal`] fits to the screen.

pub(crate) mod diff;
pub(crate) mod document;
#[cfg(test)]
mod example;
pub mod github;
pub mod human;
pub mod json;
pub(crate) mod matrix;
pub(crate) mod style;
pub mod summary;
pub mod terminal;
mod timeline;

use crate::{catalog::Catalog, result::RunResult, util::files};
use anyhow::{Context as _, Result, anyhow};
use clap::ValueEnum;
use kata_protocol::{Key, hex};
use std::{env, fs, io::Write as _, path::Path};
use terminal::Screen;

/// For whom a result is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Human,
    /// For programs: the schema `async-katas/result/v1`
    Json,
    /// For a job on GitHub: annotations and the report in the log, a page for its summary; FILE gets JSON
    Github,
}

impl Format {
    /// The result as this format has it in a file.
    fn in_file(self, result: &RunResult, catalog: &Catalog) -> Result<String> {
        match self {
            Format::Human => Ok(human::text_for_a_file(result, catalog)),
            Format::Json | Format::Github => json::render(result),
        }
    }

    /// Whether standard output belongs to a program, where the result is not written to a file.
    pub fn is_for_programs(self, file: Option<&Path>) -> bool {
        self == Format::Json && file.is_none()
    }
}

/// Prints `result`, and writes it to `file` in `format`.
///
/// # Errors
///
/// If a file cannot be written. The person has read the result by then.
pub fn emit(
    result: &RunResult,
    catalog: &Catalog,
    format: Format,
    file: Option<&Path>,
    screen: &Screen,
) -> Result<()> {
    let in_file = format.in_file(result, catalog)?;
    let mut page = Ok(());
    if format.is_for_programs(file) {
        terminal::write(&in_file);
    } else if format == Format::Github {
        terminal::write(&github::log(result, catalog, &unguessable_token()?));
        page = add_to_job_page(&summary::render(result));
    } else {
        screen.print_document(&human::report(result, catalog));
    }
    if let Some(file) = file {
        files::write_whole(file, in_file.as_bytes())?;
    }
    page
}

fn unguessable_token() -> Result<String> {
    let mut token = Key::default();
    getrandom::fill(&mut token).map_err(|error| anyhow!("failed to make a token: {error}"))?;
    Ok(hex(&token))
}

/// Adds to the page of the job, if this is one.
fn add_to_job_page(text: &str) -> Result<()> {
    let Some(file) = env::var_os("GITHUB_STEP_SUMMARY").filter(|file| !file.is_empty()) else {
        return Ok(());
    };
    let append = || {
        let mut file = fs::OpenOptions::new()
            .append(true)
            .create(true)
            .open(&file)?;
        file.write_all(text.as_bytes())
    };
    append().with_context(|| format!("failed to write the job's summary to {}", file.display()))
}
