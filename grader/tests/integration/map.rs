//! The map of the grader's source in its README.

use crate::support::root;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Every module in `folder` that is not for tests alone, as a path without ending: `catalog`,
/// `catalog/checks`.
fn modules(folder: &Path, found: &mut BTreeSet<String>) {
    let source = root().join("grader/src");
    for entry in fs::read_dir(folder).expect("a folder can be listed") {
        let path: PathBuf = entry.expect("an entry can be read").path();
        if path.is_dir() {
            modules(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let inside = path.strip_prefix(&source).expect("it is inside");
            let module = inside.with_extension("");
            let module = module.to_str().expect("a plain name").replace('\\', "/");
            let is_of_tests = ["tests", "example", "replay"]
                .iter()
                .any(|name| module.ends_with(&format!("/{name}")));
            if !is_of_tests {
                found.insert(module.trim_end_matches("/mod").to_string());
            }
        }
    }
}

#[test]
fn every_file_of_the_grader_is_on_its_map_and_nothing_else() {
    let readme = fs::read_to_string(root().join("grader/README.md")).expect("there is a README");
    let map = readme
        .lines()
        .skip_while(|line| *line != "| file | what it is for |");
    let rows = map.skip(2).take_while(|line| line.starts_with('|'));
    let cells = rows.filter_map(|row| row.split('|').nth(1));
    let named = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2));
    let named: BTreeSet<String> = named.map(str::to_string).collect();
    let mut there = BTreeSet::new();
    modules(&root().join("grader/src"), &mut there);
    assert_eq!(named, there);
}
