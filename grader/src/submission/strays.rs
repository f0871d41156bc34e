//! Folders in `exercises` that hold a kata but are not its place: copies, and katas under another name.

use super::{leftovers::may_be_shown, reader::small_text};
use std::{collections::BTreeMap, fs, path::Path};

/// The most folders that are looked at.
const MOST: usize = 4096;

/// A folder that is named like no kata, with a package that is.
#[derive(Debug, PartialEq, Eq)]
pub struct Stray {
    /// The folder, as a path in the repository.
    pub folder: String,
    /// The name of its package.
    pub package: String,
}

/// All packages in `exercises` of the copy of the repository at `root` that are called as one of the katas
/// in `places`, which are names and folders, and are in another folder.
pub fn of<'a>(places: impl IntoIterator<Item = (&'a str, &'a str)>, root: &Path) -> Vec<Stray> {
    let places: BTreeMap<&str, &str> = places.into_iter().collect();
    let mut strays = packages(root);
    strays.retain(|stray| {
        let place = places.get(stray.package.as_str());
        place.is_some_and(|place| *place != stray.folder)
    });
    strays
}

/// The packages in the folders of `exercises`, and in those of its chapters.
fn packages(root: &Path) -> Vec<Stray> {
    let mut found = Vec::new();
    let mut looked_at = 0;
    let mut to_do = vec![("exercises".to_string(), 0)];
    while let Some((folder, depth)) = to_do.pop() {
        for name in folders(&root.join(&folder)) {
            looked_at += 1;
            let inside = format!("{folder}/{name}");
            let manifest = small_text(&root.join(&inside).join("Cargo.toml"));
            match manifest.as_deref().and_then(package_name) {
                Some(package) => found.push(Stray {
                    folder: inside,
                    package: package.into(),
                }),
                None if depth == 0 && looked_at < MOST => to_do.push((inside, 1)),
                None => {}
            }
        }
    }
    found.sort_by(|a, b| a.folder.cmp(&b.folder));
    found
}

/// The names of the folders in `parent` that can be shown to a person. Links are none.
fn folders(parent: &Path) -> Vec<String> {
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    let names = folders.filter_map(|entry| entry.file_name().into_string().ok());
    names.filter(|name| may_be_shown(name)).take(MOST).collect()
}

/// The first name in a manifest, which is the package's.
fn package_name(manifest: &str) -> Option<&str> {
    manifest.lines().find_map(|line| {
        let (key, value) = line.split_once('=')?;
        (key.trim() == "name").then(|| value.trim().trim_matches('"'))
    })
}
