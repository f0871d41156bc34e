//! How rustc is called: locked in, with our flags, against the kit.

use super::{Compiler, Unit};
use crate::process::{
    limits::Limits,
    outcome::ProcessOutcome,
    sandbox::{Role, SandboxPolicy, SandboxedCommand},
};
use anyhow::{Context as _, Result};
use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

/// The names that cargo tells a crate while it is compiled: a kata has one for all.
const CARGO_NAMES: [&str; 3] = ["CARGO_PKG_NAME", "CARGO_CRATE_NAME", "CARGO_BIN_NAME"];

/// Where compilers, linkers and shared libraries live.
const SYSTEM: [&str; 7] = [
    "/usr",
    "/bin",
    "/lib",
    "/lib64",
    "/nix/store",
    "/opt",
    "/etc/alternatives",
];
const SYSTEM_LIBRARIES: [&str; 5] = ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/nix/store"];

impl Unit<'_> {
    /// What is common to all calls. Sources are in `sources`, results go to `out`.
    pub(super) fn rustc(
        &self,
        kind: &str,
        sources: &[PathBuf],
        links: bool,
    ) -> Result<SandboxedCommand> {
        let Compiler {
            toolchain,
            kit,
            protections,
            incremental,
        } = self.compiler;
        let system = match links {
            true => SYSTEM.as_slice(),
            // The compiler alone needs the shared libraries that it is made of.
            false => &SYSTEM_LIBRARIES,
        };
        let system = system.iter().map(PathBuf::from);
        let mut execute: Vec<PathBuf> = system.chain(toolchain.files()).collect();
        let linker = if links { self.compiler.linker() } else { None };
        if links && cfg!(unix) {
            execute.extend(folders_on_path());
            execute.extend(installed_with(linker.unwrap_or(Path::new("cc"))));
        }
        let mut read = vec![kit.home.clone(), "/etc/ld.so.cache".into()];
        read.extend_from_slice(sources);
        let policy = SandboxPolicy {
            read,
            list: vec![],
            execute,
            write: vec![
                self.out(),
                self.bench.tmp(),
                self.bench.incremental(self.lines),
            ],
            role: if links { Role::Spawner } else { Role::Compiler },
            limits: Limits::of_compiler(),
            protections: *protections,
        };
        let mut sandboxed = policy.command(&toolchain.rustc)?;
        let rustc = &mut sandboxed.command;
        // A panic knows its place without debug information.
        let debuginfo = match self.lines {
            true => "debuginfo=line-tables-only",
            false => "debuginfo=0",
        };
        if cfg!(windows) {
            // The linker is found through the environment there.
            rustc.envs(std::env::vars_os());
        }
        let folders = [
            (self.bench.student(), self.kata.exercise.as_str()),
            (self.bench.checks(), kata_protocol::CHECKS_FOLDER),
        ];
        for (real, shown) in folders {
            rustc.arg(format!("--remap-path-prefix={}={shown}", real.display()));
        }
        rustc
            .env("TMPDIR", self.bench.tmp())
            // A program that asks `env!` for its name compiles under cargo, so it must here.
            .envs(CARGO_NAMES.map(|variable| (variable, &self.kata.name)))
            .current_dir(self.bench.folder())
            .args(["--edition", "2024", "--crate-type", kind])
            .args(["--error-format=json", "--json=diagnostic-rendered-ansi"])
            .args([
                "-C",
                debuginfo,
                "-C",
                "prefer-dynamic",
                "-C",
                "embed-bitcode=no",
            ])
            .arg("--out-dir")
            .arg(self.out());
        for folder in &kit.search {
            let mut argument = OsString::from("dependency=");
            argument.push(folder);
            rustc.arg("-L").arg(argument);
        }
        if *incremental {
            let mut argument = OsString::from("incremental=");
            argument.push(self.bench.incremental(self.lines));
            rustc.arg("-C").arg(argument);
        } else {
            // Many answers are compiled at the same time: nothing is gained by splitting one.
            rustc.args(["-C", "codegen-units=1"]);
        }
        if let Some(linker) = linker {
            let mut argument = OsString::from("linker=");
            argument.push(linker);
            rustc.arg("-C").arg(argument);
        }
        if links && cfg!(unix) {
            rustc.env("PATH", env::join_paths(folders_on_path())?);
            for folder in [&kit.folder, &toolchain.libraries()] {
                for word in [
                    "-Xlinker".as_ref(),
                    "-rpath".as_ref(),
                    "-Xlinker".as_ref(),
                    folder.as_os_str(),
                ] {
                    let mut argument = OsString::from("link-arg=");
                    argument.push(word);
                    rustc.arg("-C").arg(argument);
                }
            }
        }
        Ok(sandboxed)
    }

    pub(super) fn link_to_all(&self, rustc: &mut Command) {
        let all = self.compiler.kit.externs.keys();
        self.link_to(rustc, &all.map(String::as_str).collect::<Vec<_>>());
    }

    pub(super) fn link_to(&self, rustc: &mut Command, names: &[&str]) {
        for name in names {
            if let Some(path) = self.compiler.kit.externs.get(*name) {
                rustc
                    .arg("--extern")
                    .arg(format!("{name}={}", path.display()));
            }
        }
    }

    pub(super) fn link_to_the_student(&self, rustc: &mut Command) {
        let name = &self.kata.name;
        let mut argument = OsString::from(format!("{name}="));
        argument.push(self.out().join(format!("lib{name}.rlib")));
        rustc.arg("--extern").arg(argument);
    }

    pub(super) fn call(&self, rustc: SandboxedCommand) -> Result<ProcessOutcome> {
        let mut ended = rustc.run("").context("failed to run the compiler")?;
        // The compiler writes a path anew where it names a file that it cannot read.
        let real = self.bench.student().display().to_string();
        ended.output = ended.output.replace(&real, &self.kata.exercise);
        Ok(ended)
    }
}

impl Compiler {
    /// The linker that a person's cargo configuration names; rustc finds every other one by itself.
    fn linker(&self) -> Option<&Path> {
        self.kit.linker.as_deref()
    }
}

/// Where this person's programs are, the linker and what it calls among them; then where they usually are.
fn folders_on_path() -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let usual = ["/usr/local/bin", "/usr/bin", "/bin"].map(PathBuf::from);
    let mut folders: Vec<PathBuf> = Vec::new();
    for folder in env::split_paths(&path).chain(usual) {
        if folder.is_absolute() && folder.is_dir() && !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    folders
}

/// What a linker may need of its own installation: the program, and the folder above its `bin`.
fn installed_with(linker: &Path) -> Vec<PathBuf> {
    let on_path = || {
        folders_on_path()
            .into_iter()
            .map(|folder| folder.join(linker))
    };
    let found = if linker.is_absolute() {
        Some(linker.to_path_buf())
    } else {
        on_path().find(|file| file.is_file())
    };
    let Some(found) = found else {
        return Vec::new();
    };
    let real = found.canonicalize().unwrap_or_else(|_| found.clone());
    let folder = real.parent().filter(|folder| folder.ends_with("bin"));
    let installation = folder.and_then(Path::parent).map(Path::to_path_buf);
    let mut files: Vec<PathBuf> = [found, real].into_iter().chain(installation).collect();
    files.retain(|path| path.exists());
    files
}
