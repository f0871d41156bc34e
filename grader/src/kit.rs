//! Builds the kit once per toolchain and lockfile, and learns from cargo where its crates are.
//!
//! The kit is a dylib that carries tokio, futures and anyhow: a student's crate and the checks are
//! compiled against it by rustc directly and link in no time.

use crate::{
    record::hex,
    toolchain::Toolchain,
    workspace::{self, Workspace},
};
use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs,
    io::IsTerminal as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// The crates that a student's code may use.
pub const FOR_STUDENTS: [&str; 3] = ["anyhow", "futures", "tokio"];
/// The crates that checks may use besides.
const FOR_CHECKS: [&str; 3] = ["assert_cmd", "kata_kit", "predicates"];

/// Where tokio can say of a hung runtime where its tasks wait, it is built to do so. Nothing else of
/// it is different.
const KNOWS_ITS_TASKS: bool = cfg!(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
));
const FLAGS: &[&str] = if KNOWS_ITS_TASKS {
    &["--features", "taskdump"]
} else {
    &[]
};
const RUSTFLAGS: &str = if KNOWS_ITS_TASKS {
    "--cfg tokio_unstable"
} else {
    ""
};

/// The built kit.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Kit {
    /// Where each crate's library is, by the crate's name.
    pub externs: BTreeMap<String, PathBuf>,
    /// The folder where rustc finds what those depend on, and programs find the dylib.
    pub folder: PathBuf,
    /// The age and size of every library: another version of the kit is built in the same place.
    stamps: Vec<Option<(u128, u64)>>,
}

impl Kit {
    /// The hash of everything the kit is built from: part of every result's key.
    pub fn key(workspace: &Workspace, toolchain: &Toolchain) -> Result<String> {
        let mut hash = hmac_sha256::Hash::new();
        hash.update(toolchain.version.as_bytes());
        hash.update(FLAGS.join(" ").as_bytes());
        for file in [
            workspace.root().join("Cargo.lock"),
            workspace.kit().join("Cargo.toml"),
        ] {
            hash.update(read(&file)?);
        }
        let mut sources: Vec<PathBuf> = fs::read_dir(workspace.kit().join("src"))
            .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect())
            .context("failed to list the kit's sources")?;
        sources.sort();
        for file in sources {
            hash.update(read(&file)?);
        }
        Ok(hex(&hash.finalize()[..12]))
    }

    /// The kit with this key: the one that is there, or a new one.
    pub fn find_or_build(workspace: &Workspace, toolchain: &Toolchain, key: &str) -> Result<Self> {
        let file = workspace.state().join("kit").join(format!("{key}.json"));
        if let Some(kit) = Self::known(&file) {
            return Ok(kit);
        }
        let kit = Self::build(workspace, toolchain)?;
        workspace::write_whole(&file, &serde_json::to_vec_pretty(&kit)?)?;
        Ok(kit)
    }

    fn known(file: &Path) -> Option<Self> {
        let kit: Self = serde_json::from_slice(&fs::read(file).ok()?).ok()?;
        (kit.stamps == stamps(&kit.externs)).then_some(kit)
    }

    fn build(workspace: &Workspace, toolchain: &Toolchain) -> Result<Self> {
        let watched = std::io::stderr().is_terminal();
        eprintln!(
            "Building tokio and the kit for the checks. This happens once and takes a moment …"
        );
        let mut cargo = Command::new(&toolchain.cargo);
        cargo
            .current_dir(workspace.root())
            .args([
                "rustc",
                "--locked",
                "-p",
                "kata-kit",
                "--lib",
                "--crate-type",
                "dylib",
            ])
            .args(FLAGS)
            .arg("--message-format=json-render-diagnostics")
            .arg("--target-dir")
            .arg(workspace.state().join("kit"))
            .args(["--", "-C", "prefer-dynamic"])
            .env("RUSTC", &toolchain.rustc)
            // Settings for the student's own builds must not change what the checks link against.
            .env("RUSTFLAGS", RUSTFLAGS)
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .env_remove("CARGO_BUILD_TARGET")
            .stdout(Stdio::piped())
            .stderr(if watched {
                Stdio::inherit()
            } else {
                Stdio::piped()
            });
        let output = cargo.output().context("failed to run cargo")?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(
            output.status.success(),
            "failed to build the kit for the checks\n{said}"
        );
        Self::learn(&String::from_utf8(output.stdout)?)
    }

    /// Reads cargo's messages: one JSON object a line, the artifacts among them.
    fn learn(messages: &str) -> Result<Self> {
        let mut externs = BTreeMap::new();
        for line in messages.lines() {
            let message: Message =
                serde_json::from_str(line).context("failed to read cargo's output")?;
            let Some(target) = message
                .target
                .filter(|_| message.reason == "compiler-artifact")
            else {
                continue;
            };
            let wanted = FOR_STUDENTS
                .iter()
                .chain(&FOR_CHECKS)
                .any(|name| *name == target.name);
            let linkable = |path: &&PathBuf| {
                let ending = path.extension().and_then(|ending| ending.to_str());
                matches!(ending, Some("rlib" | "so" | "dylib" | "dll"))
            };
            if let Some(path) = message.filenames.iter().find(linkable).filter(|_| wanted) {
                externs.insert(target.name, path.clone());
            }
        }
        let dylib = externs
            .get_mut("kata_kit")
            .context("failed to find the built kit")?;
        let file = dylib.file_name().context("failed to find the built kit")?;
        // Cargo names the copy it makes beside the folder where everything else is.
        let folder = dylib.with_file_name("deps");
        *dylib = folder.join(file);
        let stamps = stamps(&externs);
        Ok(Self {
            externs,
            folder,
            stamps,
        })
    }
}

fn stamps(externs: &BTreeMap<String, PathBuf>) -> Vec<Option<(u128, u64)>> {
    externs
        .values()
        .map(|path| workspace::age_and_size(path))
        .collect()
}

fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("failed to read {}", file.display()))
}

#[derive(Deserialize)]
struct Message {
    reason: String,
    target: Option<Target>,
    #[serde(default)]
    filenames: Vec<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}
