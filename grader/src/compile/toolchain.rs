//! The real rustc behind the `rustc` on the path.
//!
//! A rustup proxy costs 5 to 80 ms a call and obeys toolchain files; so it is asked once, in the
//! trusted repository, and what it said is kept for as long as nothing it depends on has changed.

use crate::{process::supervisor, util::files, workspace::Workspace};
use anyhow::{Context as _, Result, ensure};
use kata_protocol::hex;
use serde::{Deserialize, Serialize};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// A Rust toolchain, with the programs that are called directly.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Toolchain {
    /// The real compiler.
    pub rustc: PathBuf,
    /// The real cargo, used to build the kit and for nothing else.
    pub cargo: PathBuf,
    /// The folder with the compiler's libraries and the standard library, or the folder above many other
    /// things, such as `/usr`.
    pub sysroot: PathBuf,
    /// The system that it runs on and compiles for, as in `x86_64-unknown-linux-gnu`.
    pub host: String,
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
        files::write_whole(&file, &serde_json::to_vec_pretty(&found)?)?;
        Ok(found)
    }

    fn ask(workspace: &Workspace) -> Result<Self> {
        let on_path = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let ask = |arguments: &[&str]| -> Result<String> {
            let mut command = Command::new(&on_path);
            command
                .args(arguments)
                .current_dir(workspace.root())
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped());
            let output = supervisor::output(&mut command);
            let output =
                output.context("failed to run rustc: is Rust installed and on the PATH?")?;
            let said = String::from_utf8_lossy(&output.stderr);
            ensure!(output.status.success(), "failed to run rustc: {said}");
            Ok(String::from_utf8(output.stdout)?)
        };
        let sysroot = PathBuf::from(ask(&["--print", "sysroot"])?.trim_end());
        let program = |name: &str| {
            let file = format!("{name}{}", env::consts::EXE_SUFFIX);
            let real = sysroot.join("bin").join(&file);
            if real.is_file() {
                return real;
            }
            let path = env::var_os("PATH").unwrap_or_default();
            let on_path = env::split_paths(&path).map(|folder| folder.join(&file));
            let mut there = on_path.filter(|program| program.is_file());
            there.next().unwrap_or_else(|| name.into())
        };
        let rustc = program("rustc");
        let version = ask(&["-vV"])?;
        let host = version.lines().find_map(|line| line.strip_prefix("host: "));
        Ok(Self {
            host: host.context("failed to read rustc's version")?.into(),
            version,
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

    /// Whether the compiler takes features that are not stable: a nightly, or one that somebody has built.
    pub fn has_unstable_features(&self) -> bool {
        let release = self
            .version
            .lines()
            .find_map(|line| line.strip_prefix("release: "));
        release.is_some_and(|release| release.ends_with("-nightly") || release.ends_with("-dev"))
    }

    /// The folder with the standard library's shared objects, needed to run what is built.
    pub fn libraries(&self) -> PathBuf {
        if cfg!(windows) {
            self.sysroot.join("bin")
        } else {
            self.sysroot
                .join("lib/rustlib")
                .join(&self.host)
                .join("lib")
        }
    }

    /// What a compiler has to read and execute of the toolchain. A toolchain in `/usr` has neighbours that
    /// are nobody's business.
    pub fn files(&self) -> Vec<PathBuf> {
        let real = |path: PathBuf| path.canonicalize().unwrap_or(path);
        let mut files = vec![real(self.rustc.clone()), self.rustc.clone()];
        files.push(self.sysroot.join("lib"));
        files.retain(|path| path.exists());
        files
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
        files::age_and_size(&settings),
        files::age_and_size(rustc),
    );
    hex(&hmac_sha256::Hash::hash(parts.as_bytes()))
}
