//! Katas that are not whole: folders that look like a part of one whose other parts are not there.

use crate::{
    catalog::{Catalog, Kata},
    util::{files::entries, folder_name},
    workspace::Workspace,
};
use anyhow::Result;
use std::path::{Path, PathBuf};

/// What is wrong with the folders that belong to no kata, a sentence for each.
pub fn problems(workspace: &Workspace, catalog: &Catalog) -> Result<Vec<String>> {
    let shown = |folder: &Path| {
        let inside = folder.strip_prefix(workspace.root()).unwrap_or(folder);
        inside.display().to_string()
    };
    let mut problems = Vec::new();
    for kind in ["exercises", "solutions"] {
        for chapter in folders(&workspace.root().join(kind))? {
            for folder in folders(&chapter)? {
                if lacks_other_parts(&folder, workspace, catalog) {
                    problems.push(format!(
                        "{} belongs to no kata: it needs its folders in exercises, solutions and grader/katas",
                        shown(&folder)
                    ));
                }
            }
        }
    }
    for folder in folders(catalog.folder())? {
        if !catalog.all().any(|kata| kata.folder == folder) {
            problems.push(format!("{} belongs to no exercise", shown(&folder)));
        }
    }
    Ok(problems)
}

/// Whether an exercise or a solution has no other part. What does not begin with a number is neither, and
/// a catalog of one's own may have fewer katas.
fn lacks_other_parts(folder: &Path, workspace: &Workspace, catalog: &Catalog) -> bool {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let Some((_, kata)) = folder_name::parse(&name) else {
        return false;
    };
    let known = |kata: &Kata| kata.solution.ends_with(&*name) && kata.exercise.ends_with(&*name);
    let elsewhere = catalog.folder() != workspace.katas() && workspace.katas().join(kata).is_dir();
    !catalog.all().any(known) && !elsewhere
}

fn folders(parent: &Path) -> Result<Vec<PathBuf>> {
    let paths = entries(parent)?.into_iter();
    Ok(paths.filter(|path| path.is_dir()).collect())
}
