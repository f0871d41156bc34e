//! `diff`: a version of a kata against the reference solution.

use super::{context::Context, solution};
use crate::{
    exit_code::{Exit, usage},
    report::{diff, style::strong, terminal},
    submission::Reading,
    util::text::plain,
};
use anyhow::Result;
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
        Reading::Elsewhere(folder) => {
            return Err(usage(format!(
                "{} is not there, but {folder} is called `{}` in its Cargo.toml: rename it back.",
                kata.exercise, kata.name
            )));
        }
        Reading::Refused(why) => return Err(usage(format!("{why}."))),
    };
    let ours = kata.reference()?;
    let place = kata.exercise.replacen("exercises", "solutions", 1);
    let mut text = format!("- yours: {}\n+ ours:  {place}\n", kata.exercise);
    context.screen.print(&text);
    text.clear();
    let names: BTreeSet<&String> = theirs.keys().chain(ours.keys()).collect();
    for name in names {
        let [theirs, ours] =
            [&theirs, &ours].map(|files| files.get(name).map_or("", String::as_str));
        let theirs = plain(theirs);
        if theirs == ours {
            text += &format!("\n{}: the same\n", strong(name))
        } else {
            let differences = diff::files(&theirs, ours, terminal::columns());
            text += &format!("\n{}\n{differences}", strong(name));
        }
    }
    // Source is shown as it is written, however long its lines are.
    terminal::write(&text);
    Ok(Exit::Passed)
}
