//! The report: one HTML file that needs no network, from a folder of results.
//!
//! Data flows one way: `input` reads the results, leaves out names where it is asked to, and makes visible whatever is
//! not seen; `statistics` finds out who fails at what and why; `page` puts that into words for the templates, which
//! escape everything. What is shown on demand is in `details`, packed, and the page's script unpacks it.

mod alike;
mod anonymous;
mod class;
mod details;
mod difference;
#[cfg(test)]
mod example;
mod identity;
mod input;
mod page;
mod statistics;
mod text;

use anyhow::{Result, bail};
use class::ReportedClass;
use details::KataDetails;
use grader::exit_code::usage;
use page::LEVELS;
use statistics::Statistics;
use std::path::Path;

/// The most bytes of a page, unless the class is a very large one.
pub const MOST_BYTES: usize = 3_000_000;
/// In a class with more units than two hundred students and forty-five katas have, each may have so many.
const BYTES_OF_A_UNIT: usize = 330;
/// As many of these are left for details at least, if they are needed.
const FOR_DETAILS: usize = 600_000;

/// How a report is made.
#[derive(Debug, Clone, Copy)]
pub struct Settings<'a> {
    /// Whether it leaves out who the students are.
    pub is_anonymous: bool,
    /// The folder of checks, if it is another one than the repository's.
    pub catalog: Option<&'a Path>,
    /// Where the answers of the one student are, if they are not the repository's.
    pub answers: Option<&'a Path>,
}

/// A report.
#[derive(Debug)]
pub struct Page {
    /// The file.
    pub html: String,
    /// What whoever made it should know.
    pub notices: Vec<String>,
}

/// Makes the report of a folder of results, or of a file with one student's.
///
/// # Errors
///
/// If the results cannot be read.
pub fn render(results: &Path, settings: &Settings<'_>) -> Result<Page> {
    if results.is_dir() {
        return of_class(results, settings);
    }
    if settings.is_anonymous {
        return Err(usage(
            "--anonymous is for whole classes: a student knows their own name",
        ));
    }
    let class = input::student_alone(results, settings.catalog, settings.answers)?;
    let statistics = Statistics::new(&class);
    let details = details(&class, &statistics)?;
    let html = fitted(MOST_BYTES, &details, |packs, level| {
        page::of_student(&class, &statistics, packs, level)
    })?;
    Ok(Page {
        html,
        notices: class.notices,
    })
}

fn of_class(out: &Path, settings: &Settings<'_>) -> Result<Page> {
    let (class, names) = input::class(out, settings.catalog, settings.is_anonymous)?;
    let statistics = Statistics::new(&class);
    let details = details(&class, &statistics)?;
    let units = class.students.len() * class.katas.len();
    let most = MOST_BYTES.max(units * BYTES_OF_A_UNIT);
    let html = fitted(most, &details, |packs, level| {
        let broken_up = |pack: &String| {
            names
                .as_ref()
                .map_or_else(|| pack.clone(), |names| names.broken_up(pack))
        };
        let packs: Vec<String> = packs.iter().map(broken_up).collect();
        page::of_class(&class, &statistics, &packs, level)
    })?;
    Ok(Page {
        html,
        notices: class.notices,
    })
}

fn details(class: &ReportedClass, statistics: &Statistics) -> Result<Vec<KataDetails>> {
    let katas = 0..class.katas.len();
    let details = katas.map(|kata| KataDetails::new(class, statistics, kata));
    Ok(details.collect::<Result<_, _>>()?)
}

/// The fullest page in at most so many bytes.
fn fitted(
    most_bytes: usize,
    details: &[KataDetails],
    render: impl Fn(&[String], page::Level) -> askama::Result<String>,
) -> Result<String> {
    let nothing = vec![String::new(); details.len()];
    let whole = details::pack(details, usize::MAX)?;
    // A pack has some bytes of markup around it, and breaks of lines in it.
    let needed = whole
        .iter()
        .map(|pack| pack.len() + pack.len() / 50 + 200)
        .sum();
    for level in LEVELS {
        let left = most_bytes.saturating_sub(render(&nothing, level)?.len());
        if left < FOR_DETAILS.min(needed) && level.has_failures() {
            continue;
        }
        let html = if needed <= left {
            render(&whole, level)?
        } else {
            let most = (left - left / 50).saturating_sub(200 * details.len());
            render(&details::pack(details, most)?, level)?
        };
        if html.len() <= most_bytes {
            return Ok(html);
        }
    }
    bail!(
        "the class is too large for one page: even without details it has more than {most_bytes} bytes"
    )
}
