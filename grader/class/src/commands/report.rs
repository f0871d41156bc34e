//! `report`: one HTML file of a class, or of one student.

use crate::report::{self, Settings};
use anyhow::Result;
use grader::{
    exit_code::{Exit, usage},
    util::{files::write_whole, text::plain},
};
use std::path::Path;

pub fn run(results: &Path, html: &Path, settings: &Settings<'_>) -> Result<Exit> {
    if html.is_dir() {
        return Err(usage(format!("{} is a folder", html.display())));
    }
    let page = report::render(results, settings)?;
    for notice in &page.notices {
        eprintln!("{}", plain(notice));
    }
    write_whole(html, page.html.as_bytes())?;
    println!(
        "{} ({:.1} MB)",
        html.display(),
        page.html.len() as f64 / 1e6
    );
    Ok(Exit::Passed)
}
