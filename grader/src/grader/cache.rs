//! Results of earlier runs, under the hash of everything that decides them.

use crate::{
    catalog::Kata,
    result::KataResult,
    util::{files::write_whole, text},
    workspace::Workspace,
};
use anyhow::Result;
use serde::{Deserialize, Serialize};
use std::{fs, path::PathBuf};

/// A result and what it is worth.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CachedResult {
    /// The result.
    pub result: KataResult,
    /// Whether it is a function of the files, so that grading them again would give the same. A time-out
    /// is none: it says what happened on a machine.
    pub is_fact: bool,
}

/// A folder of results.
#[derive(Debug, Clone)]
pub struct Cache {
    folder: PathBuf,
    /// What decides every result besides the kata and the student's files.
    common: String,
}

impl Cache {
    /// The cache of `workspace` for one kit and one sandbox.
    pub fn new(workspace: &Workspace, kit: &str, sandbox: &str) -> Self {
        let sources = env!("GRADER_SOURCES");
        Self {
            folder: workspace.state().join("cache"),
            common: format!("{sources} {kit} {sandbox}"),
        }
    }

    /// The last result of grading the files with this hash as an answer to `kata`, if there is one.
    pub fn get(&self, kata: &Kata, files: &str) -> Option<CachedResult> {
        let text = fs::read(self.file(kata, files)).ok()?;
        let mut kept: CachedResult = serde_json::from_slice(&text).ok()?;
        kept.result.cached = true;
        let fits = kept.result.name == kata.name && kept.result.hash == files;
        fits.then_some(kept)
    }

    /// Keeps a result.
    pub fn put(&self, kata: &Kata, kept: &CachedResult) -> Result<()> {
        let text = serde_json::to_vec(kept)?;
        write_whole(&self.file(kata, &kept.result.hash), &text)
    }

    /// The hash of everything that decides the result of grading the files with this hash.
    pub fn key(&self, kata: &Kata, files: &str) -> String {
        text::hash_of([self.common.as_str(), &kata.content_hash(), files])
    }

    fn file(&self, kata: &Kata, files: &str) -> PathBuf {
        self.folder.join(format!("{}.json", self.key(kata, files)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{catalog::example, grader::assembly, result::KataStatus};

    /// The cache in a folder for one kit.
    fn cache(folder: &tempfile::TempDir, kit: &str) -> Cache {
        Cache {
            folder: folder.path().into(),
            common: kit.into(),
        }
    }

    #[test]
    fn a_result_is_found_again_for_the_same_kata_files_and_kit_only() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let kata = example::kata();
        let result = KataResult {
            hash: "files".into(),
            ..assembly::empty(&kata, KataStatus::Passed)
        };
        let kept = CachedResult {
            result,
            is_fact: true,
        };
        cache(&folder, "kit").put(&kata, &kept).expect("it is kept");
        let found = cache(&folder, "kit").get(&kata, "files");
        let found = found.expect("it is found");
        assert!(found.is_fact && found.result.cached);
        assert_eq!(found.result.status, KataStatus::Passed);

        assert!(cache(&folder, "kit").get(&kata, "others").is_none());
        assert!(cache(&folder, "another").get(&kata, "files").is_none());
        let tests = example::kata_of_tests();
        assert!(cache(&folder, "kit").get(&tests, "files").is_none());
    }

    #[test]
    fn a_result_that_says_it_is_of_another_kata_or_other_files_is_not_believed() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let (kata, cache) = (example::kata(), cache(&folder, "kit"));
        let of_others = KataResult {
            hash: "others".into(),
            ..assembly::empty(&kata, KataStatus::Passed)
        };
        let of_another = KataResult {
            name: "another".into(),
            hash: "files".into(),
            ..assembly::empty(&kata, KataStatus::Passed)
        };
        for result in [of_others, of_another] {
            let kept = CachedResult {
                result,
                is_fact: true,
            };
            let text = serde_json::to_vec(&kept).expect("it can be written");
            fs::write(cache.file(&kata, "files"), text).expect("a file can be written");
            assert!(cache.get(&kata, "files").is_none());
        }
        fs::write(cache.file(&kata, "files"), "half a li").expect("a file can be written");
        assert!(cache.get(&kata, "files").is_none());
    }
}
