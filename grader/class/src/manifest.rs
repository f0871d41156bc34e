//! What the results in a folder were made with: only what is equal in it can be put together or compared.

use anyhow::{Context as _, Result};
use fs_err as fs;
use grader::{
    catalog::Kata, exit_code::usage, grader::Grader, result::GraderInfo, util::files::write_whole,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, path::Path};

/// What results were made with.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Manifest {
    /// Who graded.
    pub grader: GraderInfo,
    /// The digest of the kit and of all libraries.
    pub kit: String,
    /// The katas, in order, each with the digest of its checks and the points it has.
    pub katas: Vec<GradedKata>,
    /// Those that were asked for by name; none of them: all that there were.
    #[serde(default)]
    pub only: Vec<String>,
    /// The rule for late work, as it was written.
    pub late: Option<String>,
}

/// A kata that was graded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GradedKata {
    /// Its name.
    pub name: String,
    /// The folder of its chapter.
    pub chapter: String,
    /// The digest of its checks.
    pub checks: String,
    /// All its points.
    pub max_score: u32,
}

const FILE: &str = "class.json";

impl Manifest {
    /// That of a grading that begins.
    pub fn new(grader: &Grader, katas: &[&Kata], only: Vec<String>, late: Option<String>) -> Self {
        let graded = |kata: &&Kata| GradedKata {
            name: kata.name.clone(),
            chapter: kata.chapter.clone(),
            checks: kata.content_hash(),
            max_score: kata.max_score(),
        };
        Self {
            grader: grader.info(),
            kit: grader.tools.kit_key.clone(),
            katas: katas.iter().map(graded).collect(),
            only,
            late,
        }
    }

    /// Reads that of a folder.
    ///
    /// # Errors
    ///
    /// If the folder is none that `class grade` has written.
    pub fn read(out: &Path) -> Result<Self> {
        let text = fs::read(out.join(FILE)).map_err(|_| {
            usage(format!(
                "{} is no folder that `cargo class grade` has written",
                out.display()
            ))
        })?;
        serde_json::from_slice(&text)
            .with_context(|| format!("failed to read {}", out.join(FILE).display()))
    }

    /// Writes it.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn write(&self, out: &Path) -> Result<()> {
        let mut text = serde_json::to_vec_pretty(self)?;
        text.push(b'\n');
        write_whole(&out.join(FILE), &text)
    }

    /// What differs between two, in words; nothing if their results can be put together.
    pub fn difference(&self, other: &Self) -> Option<String> {
        let (a, b) = (&self.grader, &other.grader);
        if a.version != b.version {
            return Some(format!("the grader: {} and {}", a.version, b.version));
        }
        if a.toolchain != b.toolchain {
            return Some(format!(
                "the toolchain: {} and {}",
                a.toolchain, b.toolchain
            ));
        }
        if a.sandbox != b.sandbox {
            return Some(format!("the sandbox: {} and {}", a.sandbox, b.sandbox));
        }
        if self.kit != other.kit {
            return Some("the kit or its libraries".into());
        }
        if self.late != other.late {
            return Some("the rule for late work".into());
        }
        let checks = |manifest: &Self| -> BTreeMap<String, String> {
            let katas = manifest.katas.iter();
            katas
                .map(|kata| (kata.name.clone(), kata.checks.clone()))
                .collect()
        };
        let (mine, theirs) = (checks(self), checks(other));
        let differs = mine
            .iter()
            .find(|(name, digest)| theirs.get(*name).is_some_and(|other| other != *digest));
        if let Some((name, _)) = differs {
            return Some(format!("the checks of {name}"));
        }
        (mine != theirs).then(|| "the katas that were graded".into())
    }
}
