//! A result as a page: the package `class` makes it, so that nobody builds a template engine who does not ask for a page.

use super::context::Context;
use crate::{
    report::json,
    result::RunResult,
    util::{files, notice},
};
use anyhow::{Context as _, Result, ensure};
use std::{env, fs, io::Write as _, path::Path, process::Command, time::Duration};

/// Writes the page of `result` to `file`.
///
/// # Errors
///
/// If it cannot be made. The person has read the result by then.
pub fn write(context: &Context, result: &RunResult, file: &Path) -> Result<()> {
    let folder = context.workspace.state();
    fs::create_dir_all(folder).context("failed to make the grader's folder")?;
    let mut written =
        files::new_file_in(folder).context("failed to write the result for its page")?;
    written.write_all(json::render(result)?.as_bytes())?;
    let html = std::path::absolute(file)?;
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let told = notice::print_if_slow(
        Duration::from_secs(2),
        "Building what makes the page. This happens once and takes a minute or two …",
    );
    let ended = Command::new(cargo)
        .current_dir(context.workspace.root())
        .args(["run", "-q", "-p", "class", "--", "report"])
        .arg(written.path())
        .arg("--html")
        .arg(html)
        .arg("--answers")
        .arg(std::path::absolute(&context.answers)?)
        .arg("--catalog")
        .arg(std::path::absolute(context.catalog.folder())?)
        .status()
        .context("failed to start cargo, which makes the page")?;
    drop(told);
    ensure!(
        ended.success(),
        "failed to make the page {}",
        file.display()
    );
    Ok(())
}
