//! The kit: a dylib that carries tokio, futures and anyhow, and everything that checks are written with. A
//! student's crate and the checks are compiled against it by rustc directly, and link in no time.

use crate::util::files;
use anyhow::{Context as _, Result, bail};
use cargo_metadata::Message;
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

/// The crates that a student's code may use.
pub const FOR_STUDENTS: [&str; 3] = ["anyhow", "futures", "tokio"];
/// The crates that checks may use besides.
const FOR_CHECKS: [&str; 3] = ["assert_cmd", KIT, "predicates"];
/// The kit itself.
const KIT: &str = "kata_kit";

/// The variable with which the kit's build script repeats what cargo told it of the linker.
const LINKER: &str = "KATA_KIT_LINKER";

/// The built kit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kit {
    /// Where each crate's library is, by the crate's name.
    pub externs: BTreeMap<String, PathBuf>,
    /// The folders where rustc finds what those depend on.
    pub search: BTreeSet<PathBuf>,
    /// The folder where programs find the dylib.
    pub folder: PathBuf,
    /// The folder that all of it is in.
    pub home: PathBuf,
    /// The linker that a person's configuration names, if it names one.
    pub linker: Option<PathBuf>,
    /// The age and size of every library: a file that was touched since is not the kit's any more.
    stamps: BTreeMap<PathBuf, Option<(u128, u64)>>,
}

impl Kit {
    /// Reads cargo's messages: where every library is, and which linker it would call.
    pub fn from_messages(messages: &[u8], home: PathBuf) -> Result<Self> {
        let mut externs = BTreeMap::new();
        let mut libraries = BTreeSet::new();
        let mut linker = None;
        for message in Message::parse_stream(messages) {
            match message.context("failed to read cargo's messages")? {
                Message::CompilerArtifact(artifact) => {
                    let files = artifact.filenames.into_iter().map(PathBuf::from);
                    let files: Vec<PathBuf> = files.filter(|file| is_library(file)).collect();
                    let name = artifact.target.name;
                    let wanted = FOR_STUDENTS.iter().chain(&FOR_CHECKS).any(|n| *n == name);
                    if let Some(file) = files.iter().find(|file| is_linkable(file))
                        && wanted
                    {
                        externs.insert(name, file.clone());
                    }
                    libraries.extend(files);
                }
                Message::BuildScriptExecuted(script) => {
                    let found = script.env.into_iter().find(|(name, _)| name == LINKER);
                    linker = found.map(|(_, path)| PathBuf::from(path)).or(linker);
                }
                _ => {}
            }
        }
        let lacks = |name: &&&str| !externs.contains_key(**name);
        if let Some(name) = FOR_STUDENTS.iter().chain(&FOR_CHECKS).find(lacks) {
            bail!("failed to find the library of `{name}` in cargo's messages");
        }
        let folder = |file: &PathBuf| file.parent().map(Path::to_path_buf);
        let kit = folder(&externs[KIT]).context("failed to find the kit's folder")?;
        let stamps = libraries
            .iter()
            .map(|file| (file.clone(), files::age_and_size(file)));
        Ok(Self {
            search: libraries.iter().filter_map(folder).collect(),
            folder: kit,
            home,
            linker: linker.filter(|path| !path.as_os_str().is_empty()),
            stamps: stamps.collect(),
            externs,
        })
    }

    /// The dylib, which a program needs to run.
    pub fn dylib(&self) -> &Path {
        &self.externs[KIT]
    }

    /// Whether the kit's files are untouched since it was built.
    pub fn is_untouched(&self) -> bool {
        let now = |(file, stamp): (&PathBuf, &Option<_>)| files::age_and_size(file) == *stamp;
        self.stamps.iter().all(now)
    }
}

fn has_ending(file: &Path, endings: &[&str]) -> bool {
    let ending = file.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| endings.contains(&ending))
}

fn is_linkable(file: &Path) -> bool {
    has_ending(file, &["rlib", "so", "dylib", "dll"])
}

fn is_library(file: &Path) -> bool {
    is_linkable(file) || has_ending(file, &["rmeta"])
}
