//! Builds the kit once per toolchain and lockfile.
//!
//! Cargo builds it in the grader's own folder, with a profile and flags of its own, whatever a person's
//! configuration says; only the linker is taken from there.

use super::{kit::Kit, toolchain::Toolchain};
use crate::{
    process::{limits::FREE_DISK, machine, supervisor},
    util::{
        files,
        notice::{self, NoticeKind},
    },
    workspace::Workspace,
};
use anyhow::{Context as _, Result, bail};
use fs_err::{self as fs, File};
use kata_protocol::hex;
use std::{
    env,
    io::IsTerminal as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// The profile in the workspace's `Cargo.toml` that the kit is built with. It sets whatever decides whether
/// libraries fit together, so that no `[profile.dev]` of a person's changes that.
const PROFILE: &str = "kit";

/// Where tokio can say of a hung runtime where its tasks wait, it is built to do so.
const KNOWS_ITS_TASKS: bool = cfg!(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
));
const FLAGS: &[&str] = if KNOWS_ITS_TASKS {
    &["--features", "taskdump"]
} else {
    &[]
};
/// Lets a runtime have a seed, and the feature `taskdump`.
const RUSTFLAGS: &str = "--cfg tokio_unstable";
/// Every check is a process that loads the kit. Where each symbol can be replaced by another library, the
/// loader looks up twelve thousand functions by name; this binds those of the kit when it is linked.
const RUSTC: &[&str] = if cfg!(target_os = "linux") {
    &[
        "-C",
        "prefer-dynamic",
        "-C",
        "link-arg=-Wl,-Bsymbolic-functions",
    ]
} else {
    &["-C", "prefer-dynamic"]
};

/// Where the kit with one key is, and what it takes to make it.
pub struct KitBuilder<'a> {
    /// The trusted repository.
    pub workspace: &'a Workspace,
    /// What compiles it.
    pub toolchain: &'a Toolchain,
    /// The hash of everything that it is built from.
    pub key: &'a str,
}

/// The hash of everything that the kit, and what replaces std, is built from: part of every result's key.
pub fn key(workspace: &Workspace, toolchain: &Toolchain) -> Result<String> {
    let mut hash = hmac_sha256::Hash::new();
    let mut add = |text: &[u8]| {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    };
    add(toolchain.version.as_bytes());
    add(FLAGS.join(" ").as_bytes());
    add(RUSTFLAGS.as_bytes());
    add(RUSTC.join(" ").as_bytes());
    let root = workspace.root();
    let mut files = vec![root.join("Cargo.lock"), root.join("Cargo.toml")];
    for package in workspace.kit_packages() {
        files.push(package.join("Cargo.toml"));
        files.push(package.join("build.rs"));
        collect(&package.join("src"), &mut files)?;
    }
    files.retain(|file| file.exists());
    files.sort();
    for file in files {
        let name = file.strip_prefix(root).unwrap_or(&file);
        add(name.as_os_str().as_encoded_bytes());
        add(&fs::read(&file)?);
    }
    Ok(hex(&hash.finalize()[..12]))
}

impl KitBuilder<'_> {
    /// Its real path, because the sandbox is given real paths.
    pub fn home(&self) -> PathBuf {
        let home = self.workspace.state().join("kit");
        let real = || home.canonicalize().ok().filter(|_| cfg!(unix));
        real().unwrap_or(home)
    }

    fn file(&self) -> PathBuf {
        self.home().join(format!("{}.json", self.key))
    }

    /// The kit: the one that is there, or a new one. `misfit` tries a new one and says why it cannot be used,
    /// if it cannot: then it is made anew from nothing, once.
    pub fn find_or_build(&self, misfit: impl Fn(&Kit) -> Result<Option<String>>) -> Result<Kit> {
        if let Some(kit) = self.known() {
            return Ok(kit);
        }
        let _lock = self.lock()?;
        // Another process may have built it meanwhile.
        if let Some(kit) = self.known() {
            return Ok(kit);
        }
        machine::has_room(self.workspace.state(), FREE_DISK)?;
        if self.was_built_last() {
            tracing::info!("the kit was touched since it was built, so it is built anew");
            self.throw_away()?;
        }
        let mut kit = self.build()?;
        if let Some(why) = misfit(&kit)? {
            tracing::info!("the kit does not fit, so it is built anew: {why}");
            self.throw_away()?;
            kit = self.build()?;
            if let Some(why) = misfit(&kit)? {
                bail!("the kit for the checks was built, and cannot be used: {why}\n{WHAT_TO_DO}");
            }
        }
        files::write_whole(&self.file(), &serde_json::to_vec_pretty(&kit)?)?;
        files::write_whole(&self.home().join(LAST), self.key.as_bytes())?;
        Ok(kit)
    }

    /// Whether no other kit was built after this one, which would have taken its place.
    fn was_built_last(&self) -> bool {
        let last = fs::read(self.home().join(LAST));
        self.file().exists() && last.is_ok_and(|last| last == self.key.as_bytes())
    }

    fn known(&self) -> Option<Kit> {
        let kit: Kit = serde_json::from_slice(&fs::read(self.file()).ok()?).ok()?;
        kit.is_untouched().then_some(kit)
    }

    /// Removes all that was built, so that nothing damaged is taken for up to date.
    pub fn throw_away(&self) -> Result<()> {
        let home = self.home();
        for entry in fs::read_dir(&home).into_iter().flatten() {
            let path = entry.with_context(|| failed_to_clean(&home))?.path();
            let removed = match path {
                _ if path.ends_with(LOCK) => Ok(()),
                _ if path.is_dir() => fs::remove_dir_all(&path),
                _ => fs::remove_file(&path),
            };
            removed.with_context(|| failed_to_clean(&home))?;
        }
        Ok(())
    }

    /// Keeps two processes from building at the same time. One that waits says so.
    pub fn lock(&self) -> Result<File> {
        let home = self.home();
        fs::create_dir_all(&home)?;
        let file = File::create(home.join(LOCK))?;
        let told = notice::print_if_slow(
            Duration::from_secs(2),
            "Another grader is building the kit for the checks. Waiting for it …",
        );
        file.lock()?;
        drop(told);
        Ok(file)
    }

    fn build(&self) -> Result<Kit> {
        notice::print(
            NoticeKind::Work,
            "Building tokio and the kit for the checks. This happens once and takes a moment …",
        );
        let package = [&["-p", "kata-kit", "--lib", "--crate-type", "dylib"], FLAGS].concat();
        let messages = self.run_cargo(&package, &[&["--"], RUSTC].concat())?;
        Kit::from_messages(&messages, self.home())
    }

    /// Builds the package of these arguments in the kit's folder, and gives cargo's messages. `rustc` are the
    /// arguments for the package's own compiler.
    pub fn run_cargo(&self, package: &[&str], rustc: &[&str]) -> Result<Vec<u8>> {
        let watched = std::io::stderr().is_terminal();
        let started = Instant::now();
        let mut cargo = Command::new(&self.toolchain.cargo);
        cargo
            .current_dir(self.workspace.root())
            .args(["rustc", "--locked", "--profile", PROFILE])
            .args(package)
            .args(["--target", &self.toolchain.host])
            .arg("--message-format=json-render-diagnostics")
            .arg("--target-dir")
            .arg(self.home())
            .args(rustc)
            .env("RUSTC", &self.toolchain.rustc)
            // Settings for the student's own builds must not change what the checks link against.
            .env("RUSTFLAGS", RUSTFLAGS)
            .env("RUSTC_WRAPPER", "")
            .env("RUSTC_WORKSPACE_WRAPPER", "")
            .env("CARGO_BUILD_BUILD_DIR", self.home())
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .env_remove("CARGO_BUILD_TARGET")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(if watched {
                Stdio::inherit()
            } else {
                Stdio::piped()
            });
        for (name, _) in env::vars_os() {
            // Nobody sets `CARGO_PROFILE_KIT_…` on purpose: the profile is this project's own.
            if name.to_string_lossy().starts_with("CARGO_PROFILE_KIT_") {
                cargo.env_remove(name);
            }
        }
        let output = supervisor::output(&mut cargo).context("failed to run cargo")?;
        let said = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() {
            machine::has_room(self.workspace.state(), FREE_DISK)?;
            bail!("failed to build the kit for the checks\n{said}{WHAT_TO_DO}");
        }
        tracing::info!(took = ?started.elapsed(), ?package, "it is built");
        Ok(output.stdout)
    }
}

/// Fetches the crates that building the kit takes, so that later it can be built without a network. What cannot
/// be fetched now is fetched by the build.
pub fn fetch(source: &KitBuilder<'_>) {
    let home = source.home();
    let done = home.join(format!("{}.fetched", source.key));
    if source.file().exists() || done.exists() {
        return;
    }
    let told = notice::print_if_slow(
        Duration::from_secs(2),
        "Fetching the crates that the checks are built with …",
    );
    let mut cargo = Command::new(&source.toolchain.cargo);
    cargo
        .current_dir(source.workspace.root())
        .args(["fetch", "--locked", "--quiet"])
        .args(["--target", &source.toolchain.host])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let fetched = supervisor::output(&mut cargo);
    drop(told);
    match fetched {
        Ok(output) if output.status.success() => {
            // Without the mark it is fetched again, which costs a moment.
            let _ = files::write_whole(&done, b"");
        }
        Ok(output) => tracing::info!("{}", String::from_utf8_lossy(&output.stderr)),
        Err(error) => tracing::info!("failed to run cargo: {error:#}"),
    }
}

const LOCK: &str = "lock";
/// The file with the key of the kit that was built last.
const LAST: &str = "last";
const WHAT_TO_DO: &str = "The machine could not build it; it is not about your code. `cargo build -p kata-kit` shows whether cargo can.";

fn failed_to_clean(home: &Path) -> String {
    format!(
        "failed to remove a damaged kit; delete the folder {} yourself",
        home.display()
    )
}

/// All files below `folder`.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for path in files::entries(folder)? {
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
