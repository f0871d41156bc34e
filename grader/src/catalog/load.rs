//! Reads one kata from its folders.

use super::{
    checks,
    kata::{CheckFunctions, CheckSource, Kata, KataSettings, files_of},
    variants::CodeVariants,
};
use crate::{util::folder_name, workspace::Workspace};
use anyhow::{Context as _, Result, ensure};
use fs_err as fs;
use std::path::{Path, PathBuf};

/// The folders of a kata, by their names.
pub struct Place<'a> {
    /// The chapter's.
    pub chapter: &'a str,
    /// The exercise's in the chapter, and the solution's.
    pub exercise: &'a str,
    /// The one with the checks: the kata's name.
    pub name: &'a str,
}

impl Place<'_> {
    /// The kata, whose checks are in `folder`.
    pub fn load(&self, workspace: &Workspace, folder: PathBuf) -> Result<Kata> {
        let read = |file: &str| fs::read_to_string(folder.join(file));
        let settings: KataSettings =
            basic_toml::from_str(&read("kata.toml")?).context("failed to parse kata.toml")?;
        let place = workspace.root();
        let solution = place
            .join("solutions")
            .join(self.chapter)
            .join(self.exercise);
        let variants = CodeVariants::read(&folder, &solution.join("src/lib.rs"))?;
        let (check_source, checks) = match variants {
            Some(variants) => {
                let checks = variants.checks();
                (CheckSource::Variants(variants), checks)
            }
            None => {
                let plain = read("checks.rs")?;
                let mut checks = checks::parse(&plain).context("failed to read checks.rs")?;
                let orders = if folder.join("orders.rs").is_file() {
                    let orders = read("orders.rs")?;
                    let further = checks::parse_orders(&orders);
                    checks.extend(further.context("failed to read orders.rs")?);
                    Some(orders)
                } else {
                    None
                };
                checks::expect_to_fit_together(&checks)?;
                (
                    CheckSource::Functions(CheckFunctions { plain, orders }),
                    checks,
                )
            }
        };
        let sum: u32 = checks.iter().map(|check| check.points).sum();
        ensure!(
            settings.points == sum,
            "kata.toml says `points = {}`, but the points of the checks add up to {sum}: change one of the two",
            settings.points
        );
        let stub = files_of(&folder.join("stub"), &settings.edits)?;
        Ok(Kata {
            name: self.name.into(),
            chapter: self.chapter.into(),
            chapter_title: chapter_title(place, self.chapter),
            exercise: format!("exercises/{}/{}", self.chapter, self.exercise),
            solution,
            folder,
            settings,
            check_source,
            checks,
            stub,
        })
    }
}

/// `3  Tasks and waiting`: the heading of the chapter's README, `# Chapter 3: tasks and waiting`; or,
/// without one, its folder's name in words.
fn chapter_title(root: &Path, chapter: &str) -> String {
    let readme = fs::read_to_string(root.join("exercises").join(chapter).join("README.md"));
    let heading = readme.ok().and_then(|text| {
        let (_, title) = text.lines().next()?.strip_prefix("# ")?.split_once(": ")?;
        Some(title.to_string())
    });
    let numbered = folder_name::parse(chapter);
    let number = numbered.map_or(String::new(), |(number, _)| number.to_string());
    let words = numbered.map_or(chapter, |(_, name)| name);
    let words = heading.unwrap_or_else(|| words.replace('_', " "));
    let mut letters = words.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    let words = first.unwrap_or_default() + letters.as_str();
    format!("{number:>2}  {words}")
}
