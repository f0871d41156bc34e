//! `reset`: the kata as it was given. Nothing is lost: what was there is kept in a dated folder.

use super::Context;
use crate::{
    exit_code::{Exit, usage},
    submission::{self, Reading},
    workspace::write_whole,
};
use anyhow::{Context as _, Result};
use std::{
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

pub fn run(context: &Context, name: &str) -> Result<Exit> {
    let kata = context.catalog.get(name)?;
    let exercise = context.answers.join(&kata.exercise);
    if let Reading::Files(files) = kata.read_from(&context.answers)?
        && submission::alike(&files, &kata.stub)
    {
        let text = format!("{name} is as it was given; there is nothing to reset.\n");
        context.screen.print(&text);
        return Ok(Exit::Passed);
    }
    let kept = keep(context, name, &exercise, &kata.settings.edits)?;
    for (file, text) in &kata.stub {
        write_whole(&exercise.join(file), text.as_bytes())?;
    }
    let mut text = format!("{name} is as it was given again.\n");
    if let Some(kept) = kept {
        let here = kept.strip_prefix(context.workspace.root()).unwrap_or(&kept);
        text += &format!("Your version is kept in {}\n", here.display());
    }
    context.screen.print(&text);
    Ok(Exit::Passed)
}

/// Moves the student's folders out of the way, with everything in them, whatever it is.
fn keep(
    context: &Context,
    name: &str,
    exercise: &Path,
    edits: &[String],
) -> Result<Option<PathBuf>> {
    let present: Vec<&String> = edits
        .iter()
        .filter(|edit| exercise.join(edit).exists())
        .collect();
    if present.is_empty() {
        return Ok(None);
    }
    let all = context.workspace.root().join("kept");
    let folder = unused(&all.join(name))?;
    for edit in present {
        let (from, to) = (exercise.join(edit), folder.join(edit));
        fs::create_dir_all(&folder)
            .with_context(|| format!("failed to create {}", folder.display()))?;
        fs::rename(&from, &to).with_context(|| {
            format!(
                "failed to move {} to {}; nothing was reset",
                from.display(),
                to.display()
            )
        })?;
    }
    Ok(Some(folder))
}

/// A folder named after this second that is not there yet.
fn unused(parent: &Path) -> Result<PathBuf> {
    let now = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
    let date = now.replace(':', "-").replace('T', "_").replace('Z', "");
    let names = std::iter::once(date.clone()).chain((2..100).map(|n| format!("{date}_{n}")));
    names
        .map(|name| parent.join(name))
        .find(|folder| !folder.exists())
        .ok_or_else(|| usage(format!("too many copies are kept in {}", parent.display())))
}
