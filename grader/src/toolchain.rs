//! The real rustc behind the `rustc` on the path.
//!
//! A rustup proxy costs 5 to 80 ms a call and obeys toolchain files; so it is asked once, in the
//! trusted repository, and what it said is kept for as long as nothing it depends on has changed.

use crate::{
    record::hex,
    workspace::{self, Workspace},
};
use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, Serialize};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A Rust toolchain, with the programs that are called directly.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Toolchain {
    /// The real compiler.
    pub rustc: PathBuf,
    /// The real cargo, used to build the kit and for nothing else.
    pub cargo: PathBuf,
    /// The folder with the compiler's libraries and the standard library.
    pub sysroot: PathBuf,
    /// What `rustc -vV` prints: part of everything that is cached.
    pub version: String,
    /// What this answer depends on.
    valid_while: String,
}

impl Toolchain {
    /// Asks the `rustc` on the path, or repeats what it said before.
    pub fn find(workspace: &Workspace) -> Result<Self> {
        let file = workspace.state().join("toolchain.json");
        let known: Option<Self> = fs::read(&file)
            .ok()
            .and_then(|text| serde_json::from_slice(&text).ok());
        if let Some(known) = known.filter(|known| known.valid_while == stamp(&known.rustc)) {
            return Ok(known);
        }
        let found = Self::ask(workspace)?;
        workspace::write_whole(&file, &serde_json::to_vec_pretty(&found)?)?;
        Ok(found)
    }

    fn ask(workspace: &Workspace) -> Result<Self> {
        let on_path = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let ask = |arguments: &[&str]| -> Result<String> {
            let mut command = Command::new(&on_path);
            let output = command
                .args(arguments)
                .current_dir(workspace.root())
                .output();
            let output =
                output.context("failed to run rustc: is Rust installed and on the PATH?")?;
            let said = String::from_utf8_lossy(&output.stderr);
            ensure!(output.status.success(), "failed to run rustc: {said}");
            Ok(String::from_utf8(output.stdout)?)
        };
        let sysroot = PathBuf::from(ask(&["--print", "sysroot"])?.trim_end());
        let program = |name: &str| {
            let real = sysroot
                .join("bin")
                .join(format!("{name}{}", env::consts::EXE_SUFFIX));
            if real.is_file() { real } else { name.into() }
        };
        let rustc = program("rustc");
        Ok(Self {
            version: ask(&["-vV"])?,
            cargo: program("cargo"),
            valid_while: stamp(&rustc),
            rustc,
            sysroot,
        })
    }

    /// The version in a few words, for the result: `rustc 1.95.0 (59807616e 2026-04-14)`.
    pub fn short_version(&self) -> String {
        self.version.lines().next().unwrap_or_default().to_string()
    }

    /// The folder with the standard library's shared objects, needed to run what is built.
    pub fn libraries(&self) -> PathBuf {
        let host = self
            .version
            .lines()
            .find_map(|line| line.strip_prefix("host: "));
        match cfg!(windows) {
            true => self.sysroot.join("bin"),
            false => self
                .sysroot
                .join("lib/rustlib")
                .join(host.unwrap_or_default())
                .join("lib"),
        }
    }
}

/// Everything that decides which compiler `rustc` means.
fn stamp(rustc: &Path) -> String {
    let variable = |name: &str| env::var_os(name).unwrap_or_default();
    let home = env::var_os("RUSTUP_HOME").map(PathBuf::from);
    let home = home.or_else(|| env::home_dir().map(|home| home.join(".rustup")));
    let settings = home.unwrap_or_default().join("settings.toml");
    let parts = format!(
        "{:?} {:?} {:?} {:?} {:?}",
        variable("PATH"),
        variable("RUSTC"),
        variable("RUSTUP_TOOLCHAIN"),
        workspace::age_and_size(&settings),
        workspace::age_and_size(rustc),
    );
    hex(&hmac_sha256::Hash::hash(parts.as_bytes()))
}
