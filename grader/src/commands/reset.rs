//! `reset`: the kata as it was given. Nothing is lost: what was there is kept in a dated folder.

use super::context::Context;
use crate::{
    catalog::Kata,
    commands::hint_counts::HintCounts,
    exit_code::{Exit, usage},
    report::terminal,
    submission::{
        self, Files, Reading,
        backups::{self, Backups, Modes},
        strays,
    },
};
use anyhow::{Context as _, Result};
use std::{
    env,
    path::{Path, PathBuf},
};

/// Brings the kata called `name` back as it was given.
pub fn run(context: &Context, name: &str) -> Result<Exit> {
    let kata = context.catalog.get(name)?;
    expect_no_other_name(context, kata)?;
    let (name, given) = (&kata.name, kata.folder.join("stub"));
    if is_as_given(context, kata, &given)? {
        start_hints_anew(context, name)?;
        let text = format!("{name} is as it was given; there is nothing to reset.\n");
        context.screen.print(&text);
        return Ok(Exit::Passed);
    }
    let kept = replace(context, kata, &given, Modes::OfANewFile)?;
    start_hints_anew(context, name)?;
    let told = format!(
        "{name} is as it was given again.\n{}",
        kept_in(context, kata, "Your version", kept)
    );
    context.screen.print(&told);
    tell_of_the_chapter(context, kata);
    Ok(Exit::Passed)
}

fn start_hints_anew(context: &Context, kata: &str) -> Result<()> {
    let mut seen = HintCounts::read(&context.workspace);
    if let Some(warning) = &seen.warning {
        terminal::print_error(warning);
    }
    seen.forget(kata)
}

/// Brings back the version of the kata called `name` that was kept last.
pub fn undo(context: &Context, name: &str) -> Result<Exit> {
    let kata = context.catalog.get(name)?;
    expect_no_other_name(context, kata)?;
    let name = &kata.name;
    let Some(newest) = Backups::of(&context.workspace, name).newest() else {
        return Err(usage(format!(
            "no version of {name} is kept, so there is none to bring back."
        )));
    };
    let kept = replace(context, kata, &newest, Modes::OfTheVersion)?;
    let told = format!(
        "{name} is again what was kept in {}.\n{}",
        context.shown(&newest),
        kept_in(context, kata, "What was there", kept)
    );
    context.screen.print(&told);
    Ok(Exit::Passed)
}

/// Makes the exercise what `version` has; what was there is kept first, and it says where.
fn replace(
    context: &Context,
    kata: &Kata,
    version: &Path,
    modes: Modes,
) -> Result<Option<PathBuf>> {
    let root = context.workspace.root();
    let exercise = root.join(&kata.exercise);
    let names = backups::names_in(version)?;
    backups::expect_changeable(root, &kata.exercise, &names)?;
    let kept = Backups::of(&context.workspace, &kata.name)
        .keep(&exercise, &names)
        .context("your version cannot be kept, so nothing was changed")?;
    let brought = backups::complete(&kata.folder.join("stub"), &exercise)
        .and_then(|()| backups::bring(version, &exercise, modes));
    brought.with_context(|| {
        let whole = kept.as_deref().map_or(String::new(), |kept| {
            format!("; your version is whole in {}", context.shown(kept))
        });
        format!("{} is only partly changed{whole}", kata.exercise)
    })?;
    Ok(kept)
}

/// A kata that only has another name would be there twice after a reset, and then cargo starts nothing.
fn expect_no_other_name(context: &Context, kata: &Kata) -> Result<()> {
    let root = context.workspace.root();
    if root.join(&kata.exercise).join("Cargo.toml").exists() {
        return Ok(());
    }
    let strays = strays::of([kata.place()], root);
    let Some(stray) = strays.first() else {
        return Ok(());
    };
    let (folder, name, place) = (&stray.folder, &kata.name, &kata.exercise);
    Err(usage(format!(
        "{place} is not there, but {folder} is called `{name}` in its Cargo.toml, and cargo wants every name \
         once. Rename it back, then reset:\n  \
         {}\n\
         Or move it out of `exercises`.",
        context.command("mv", folder, place)
    )))
}

/// Whether all that was given is there and unchanged, and the student has added no code.
fn is_as_given(context: &Context, kata: &Kata, given: &Path) -> Result<bool> {
    let root = context.workspace.root();
    let Reading::Files(files) = kata.read_from(root)? else {
        return Ok(false);
    };
    let mut wanted = Files::new();
    collect(given, "", &mut wanted)?;
    let exercise = root.join(&kata.exercise);
    let present = wanted.keys().filter_map(|name| {
        let text = submission::small_text(&exercise.join(name))?;
        Some((name.clone(), text))
    });
    Ok(submission::same_ignoring_whitespace(&files, &kata.stub)
        && submission::same_ignoring_whitespace(&present.collect(), &wanted))
}

/// The texts of all files in `folder`, by their path in it.
fn collect(folder: &Path, prefix: &str, files: &mut Files) -> Result<()> {
    for name in backups::names_in(folder)? {
        let path = folder.join(&name);
        let inside = format!("{prefix}{}", name.to_string_lossy());
        if path.is_dir() {
            collect(&path, &format!("{inside}/"), files)?;
        } else if let Some(text) = submission::small_text(&path) {
            files.insert(inside, text);
        }
    }
    Ok(())
}

/// Where `what` is now, and how it comes back.
fn kept_in(context: &Context, kata: &Kata, what: &str, kept: Option<PathBuf>) -> String {
    let Some(kept) = kept else {
        return String::new();
    };
    let shown = context.shown(&kept);
    let name = &kata.name;
    format!(
        "{what} is kept in {shown}\nTo get it back:\n  cargo kata reset --undo {name}\nor\n  {}\n",
        context.command("cp -r", &format!("{shown}/."), &kata.exercise)
    )
}

fn tell_of_the_chapter(context: &Context, kata: &Kata) {
    let lesson = format!("exercises/{}/README.md", kata.chapter);
    if !context.workspace.root().join(&lesson).exists() {
        context.screen.print(&format!(
            "The chapter's lesson belongs to no kata. If it is gone too: git checkout -- {lesson}\n"
        ));
    }
}

impl Context {
    /// A path of the repository as a person reads it.
    fn shown(&self, path: &Path) -> String {
        let inside = path.strip_prefix(self.workspace.root()).unwrap_or(path);
        inside.display().to_string()
    }

    /// A command for a shell that stands where the person does, with two paths of the repository.
    fn command(&self, verb: &str, from: &str, to: &str) -> String {
        let root = self.workspace.root();
        let at_the_top = env::current_dir().is_ok_and(|here| here == root);
        let word = |path: &str| {
            let path = if at_the_top {
                path.to_string()
            } else {
                root.join(path).display().to_string()
            };
            let plain = |c: char| c.is_alphanumeric() || "/._-".contains(c);
            if path.chars().all(plain) {
                path
            } else {
                format!("'{}'", path.replace('\'', r"'\''"))
            }
        };
        format!("{verb} {} {}", word(from), word(to))
    }
}
