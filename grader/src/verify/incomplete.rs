//! Katas that are not whole: folders that look like a part of one whose other parts are not there.

use crate::{
    catalog::{Catalog, Kata},
    util::files::entries,
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
    let Some(kata) = kata_name(&name) else {
        return false;
    };
    let known = |kata: &Kata| kata.solution.ends_with(&*name) && kata.exercise.ends_with(&*name);
    let elsewhere = catalog.folder() != workspace.katas() && workspace.katas().join(kata).is_dir();
    !catalog.all().any(known) && !elsewhere
}

/// The kata whose exercise or solution has a folder of this name.
fn kata_name(folder: &str) -> Option<&str> {
    let (number, kata) = folder.split_once('_')?;
    number.parse::<u32>().is_ok().then_some(kata)
}

fn folders(parent: &Path) -> Result<Vec<PathBuf>> {
    let paths = entries(parent)?.into_iter();
    Ok(paths.filter(|path| path.is_dir()).collect())
}

#[cfg(test)]
mod tests {
    use super::kata_name;

    #[test]
    fn only_a_folder_that_begins_with_a_number_is_part_of_a_kata() {
        assert_eq!(kata_name("02_wait_for_first"), Some("wait_for_first"));
        assert_eq!(kata_name("wait_for_first"), None);
        assert_eq!(kata_name("target"), None);
    }
}
