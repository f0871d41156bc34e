//! What to type instead of a command that does not exist.

use crate::{
    catalog::{Catalog, naming::Naming},
    workspace::Workspace,
};
use clap::error::{ContextKind, ContextValue};
use std::env;

/// What to type instead, if a kata stands where a command should, or nearly the name of one.
pub fn kata_for_a_command(error: &clap::Error) -> Option<String> {
    let ContextValue::String(word) = error.get(ContextKind::InvalidSubcommand)? else {
        return None;
    };
    if error.get(ContextKind::SuggestedSubcommand).is_some() {
        return None;
    }
    let workspace = Workspace::find().ok()?;
    let catalog = Catalog::load(&workspace, &workspace.katas()).ok()?;
    let (root, here) = (workspace.root(), env::current_dir().ok()?);
    let naming = Naming::new(&catalog, root, root, &here);
    if let Ok(kata) = naming.one(word) {
        return Some(format!(
            "`{word}` is a kata. To grade it: cargo kata grade {kata}"
        ));
    }
    let kata = &catalog.nearest(word)?.name;
    Some(format!(
        "`{word}` looks like the kata `{kata}`. To grade it: cargo kata grade {kata}"
    ))
}
