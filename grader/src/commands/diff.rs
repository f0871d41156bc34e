//! `diff`: a version of a kata against the reference solution.

use super::{Context, solution};
use crate::{
    exit_code::{Exit, usage},
    report::{human::styled, plain},
    submission::{Files, Reading},
};
use anstyle::{AnsiColor, Style};
use anyhow::Result;
use similar::{ChangeTag, TextDiff};
use std::collections::BTreeSet;

pub fn run(context: &Context, name: &str, spoil: bool) -> Result<Exit> {
    let kata = context.catalog.get(name)?;
    if !solution::may_show(context, kata, spoil)? {
        return Ok(Exit::Passed);
    }
    let theirs = match kata.read_from(&context.answers)? {
        Reading::Files(files) => files,
        Reading::Missing(what) => {
            return Err(usage(format!(
                "{what} is not there, so there is nothing to compare."
            )));
        }
        Reading::Refused(why) => return Err(usage(format!("{why}."))),
    };
    let ours = kata.reference()?;
    anstream::println!(
        "- {}\n+ {}\n",
        kata.exercise,
        kata.exercise.replacen("exercises", "solutions", 1)
    );
    let names: BTreeSet<&String> = theirs.keys().chain(ours.keys()).collect();
    for name in names {
        anstream::print!("{}", file(name, &theirs, &ours));
    }
    Ok(Exit::Passed)
}

fn file(name: &str, theirs: &Files, ours: &Files) -> String {
    let text = |files: &Files| files.get(name).cloned().unwrap_or_default();
    let (theirs, ours) = (plain(&text(theirs)), text(ours));
    if theirs == ours {
        return format!("{name}: the same\n");
    }
    let diff = TextDiff::from_lines(&theirs, &ours);
    let mut text = format!("{name}\n");
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        text.push_str(&format!(
            "{}\n",
            styled(AnsiColor::Cyan.on_default(), &hunk.header().to_string())
        ));
        for change in hunk.iter_changes() {
            let (sign, style) = match change.tag() {
                ChangeTag::Delete => ("-", AnsiColor::Red.on_default()),
                ChangeTag::Insert => ("+", AnsiColor::Green.on_default()),
                ChangeTag::Equal => (" ", Style::new()),
            };
            let line = change.value().trim_end_matches('\n');
            text.push_str(&format!("{}\n", styled(style, &format!("{sign}{line}"))));
        }
    }
    text
}
