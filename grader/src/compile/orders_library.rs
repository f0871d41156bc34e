//! What replaces std where threads are run in every order: the package `kata-orders`, built when the first kata
//! with an `orders.rs` is graded.

use super::{kit_builder::KitBuilder, toolchain::Toolchain};
use crate::{
    util::{
        files,
        memo::Memo,
        notice::{self, NoticeKind},
    },
    workspace::Workspace,
};
use anyhow::{Context as _, Result};
use cargo_metadata::Message;
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

const PACKAGE: &str = "kata-orders";
const CRATE: &str = "kata_orders";

/// The built library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrdersLibrary {
    /// Where it is.
    pub library: PathBuf,
    /// The folders where rustc finds what it depends on.
    pub search: BTreeSet<PathBuf>,
    /// The age and size of every file: one that was touched since is not the library's any more.
    stamps: BTreeMap<PathBuf, Option<(u128, u64)>>,
}

impl OrdersLibrary {
    fn from_messages(messages: &[u8]) -> Result<Self> {
        let mut library = None;
        let mut built = Vec::new();
        for message in Message::parse_stream(messages) {
            if let Message::CompilerArtifact(artifact) =
                message.context("failed to read cargo's messages")?
            {
                let files = artifact.filenames.into_iter().map(PathBuf::from);
                let files: Vec<PathBuf> = files.filter(|file| is_library(file)).collect();
                if artifact.target.name == CRATE {
                    library = files.iter().find(|file| is_rlib(file)).cloned();
                }
                built.extend(files);
            }
        }
        let stamp = |file: &PathBuf| (file.clone(), files::age_and_size(file));
        let folder = |file: &PathBuf| file.parent().map(Path::to_path_buf);
        Ok(Self {
            library: library.context("failed to find the library in cargo's messages")?,
            search: built.iter().filter_map(folder).collect(),
            stamps: built.iter().map(stamp).collect(),
        })
    }

    fn is_untouched(&self) -> bool {
        let now = |(file, stamp): (&PathBuf, &Option<_>)| files::age_and_size(file) == *stamp;
        self.stamps.iter().all(now)
    }
}

fn is_rlib(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ending == "rlib")
}

fn is_library(file: &Path) -> bool {
    is_rlib(file) || file.extension().is_some_and(|ending| ending == "rmeta")
}

/// Builds the library beside the kit, with which it shares what both depend on.
#[derive(Debug)]
pub struct OrdersBuilder {
    workspace: Workspace,
    toolchain: Toolchain,
    kit_key: String,
    built: Memo<OrdersLibrary>,
}

impl OrdersBuilder {
    /// For the kit with this key.
    pub fn new(workspace: &Workspace, toolchain: &Toolchain, kit_key: &str) -> Self {
        Self {
            workspace: workspace.clone(),
            toolchain: toolchain.clone(),
            kit_key: kit_key.into(),
            built: Memo::default(),
        }
    }

    /// The library: the one that is there, or a new one.
    pub fn library(&self) -> Result<&OrdersLibrary> {
        self.built.get_or_init(|| self.find_or_build())
    }

    fn find_or_build(&self) -> Result<OrdersLibrary> {
        let builder = KitBuilder {
            workspace: &self.workspace,
            toolchain: &self.toolchain,
            key: &self.kit_key,
        };
        let file = builder.home().join(format!("{}-orders.json", self.kit_key));
        let known = || {
            let library: OrdersLibrary =
                serde_json::from_slice(&std::fs::read(&file).ok()?).ok()?;
            library.is_untouched().then_some(library)
        };
        if let Some(library) = known() {
            return Ok(library);
        }
        let _lock = builder.lock()?;
        if let Some(library) = known() {
            return Ok(library);
        }
        notice::print(
            NoticeKind::Work,
            "Building what runs threads in every order. This happens once and takes a moment …",
        );
        let package = ["-p", PACKAGE, "--lib", "--features", "engine"];
        let messages = builder.run_cargo(&package, &[])?;
        let library = OrdersLibrary::from_messages(&messages)?;
        files::write_whole(&file, &serde_json::to_vec_pretty(&library)?)?;
        Ok(library)
    }
}
