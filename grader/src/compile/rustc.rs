//! How rustc is called: locked in, with our flags, against the kit.

use super::{
    build_dir::{BuildDir, Purpose},
    kit::{FOR_STUDENTS, Kit},
    orders_library::OrdersLibrary,
    toolchain::Toolchain,
};
use crate::{
    catalog::Kata,
    process::{
        limits::Limits,
        outcome::ProcessOutcome,
        sandbox::{Protections, Role, SandboxPolicy},
    },
};
use anyhow::{Context as _, Result};
use std::{
    env,
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    process::Command,
};

/// The compiler, and all that it takes to call it.
#[derive(Debug, Clone)]
pub struct Rustc {
    /// The compiler.
    pub toolchain: Toolchain,
    /// What it links against.
    pub kit: Kit,
    /// What locks it in.
    pub protections: Protections,
    /// Whether it builds on what it did before: faster the second time, slower the first.
    pub incremental: bool,
}

/// One call of the compiler.
#[derive(Debug, Clone)]
pub struct Call {
    pub crate_type: CrateType,
    pub trust: Trust,
    pub crate_name: String,
    /// The file that the crate begins with.
    pub main: PathBuf,
    /// The folders that the compiler may read sources in.
    pub sources: Vec<PathBuf>,
    pub linked: Linked,
    /// What replaces std, where threads are run in every order.
    pub std: Option<OrdersLibrary>,
    /// The crate among what is made that takes the place of `futures`.
    pub futures: Option<&'static str>,
    /// Further arguments.
    pub arguments: Vec<&'static str>,
    /// The file to make, where it is not named after the crate.
    pub program: Option<PathBuf>,
    /// Answers whose checks are in this program.
    pub shared_by: Vec<Sharing>,
}

/// An answer whose checks are in one program with those of others.
#[derive(Debug, Clone)]
pub struct Sharing {
    /// What its library is called in this program.
    pub name: String,
    /// Its library.
    pub library: PathBuf,
    /// The folder with the source of its checks.
    pub checks: PathBuf,
}

/// What is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CrateType {
    Rlib,
    Program,
    /// A program, only as far as errors are found without the linker.
    UnlinkedProgram,
}

/// Whose code it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// Unsafe code is refused.
    Student,
    Ours,
}

/// What the crate can use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Linked {
    Nothing,
    /// tokio, futures and anyhow.
    Libraries,
    /// These, and the kata's library or the code that its tests are for.
    LibrariesAndAnswer,
    /// These, and the kit.
    LibrariesAnswerAndKit,
    /// The libraries and everything that checks are written with.
    Kit,
    /// These, and the kata's library.
    KitAndAnswer,
}

impl Call {
    /// The same call, only as far as errors are found without the linker.
    pub fn without_linking(self) -> Self {
        Self {
            crate_type: CrateType::UnlinkedProgram,
            ..self
        }
    }

    /// The same call, to make this program.
    pub fn into_program(self, program: &Path) -> Self {
        Self {
            program: Some(program.into()),
            ..self
        }
    }

    fn links(&self) -> bool {
        self.crate_type == CrateType::Program
    }
}

/// The crate that takes the place of `futures` for [`Purpose::PolledFutures`].
pub const POLLED_FUTURES: &str = "polled_futures";
/// The crate that takes the place of `futures` where threads are run in every order.
pub const WAITING_FUTURES: &str = "waiting_futures";

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

impl Rustc {
    /// Makes one call for `kata` in `dir`.
    pub fn run(
        &self,
        call: &Call,
        kata: &Kata,
        dir: &BuildDir,
        purpose: Purpose,
    ) -> Result<ProcessOutcome> {
        let policy = self.policy(call, dir, purpose);
        let mut sandboxed = policy.command(&self.toolchain.rustc)?;
        let command = &mut sandboxed.command;
        if cfg!(windows) {
            // The linker is found through the environment there.
            command.envs(env::vars_os()).env_remove("RUSTC_BOOTSTRAP");
        }
        let folders = [
            (dir.student(), kata.exercise.as_str()),
            (dir.checks(), kata_protocol::CHECKS_FOLDER),
        ];
        for (real, shown) in folders {
            command.arg(format!("--remap-path-prefix={}={shown}", real.display()));
        }
        for Sharing { name, checks, .. } in &call.shared_by {
            // Each has another name, because rustc reads one file of a name.
            let shown = format!("{}/{name}", kata_protocol::CHECKS_FOLDER);
            command.arg(format!("--remap-path-prefix={}={shown}", checks.display()));
        }
        command
            .env("TMPDIR", dir.tmp())
            // A program that asks `env!` for its name compiles under cargo, so it must here.
            .envs(CARGO_NAMES.map(|variable| (variable, &kata.name)))
            .current_dir(dir.folder())
            .args(["--edition", "2024", "--error-format=json"])
            .args(["--crate-name", &call.crate_name])
            // Libraries from several folders can be in one program.
            .arg(format!("-Cmetadata={}", dir.number()))
            .arg("--out-dir")
            .arg(dir.out(purpose))
            .args(&call.arguments);
        match call.crate_type {
            CrateType::Rlib => command.args(["--crate-type", "rlib"]),
            CrateType::Program => command.args(["--crate-type", "bin"]),
            CrateType::UnlinkedProgram => command.args(["--crate-type", "bin", "--emit=metadata"]),
        };
        if call.trust == Trust::Student {
            command.args(["-F", "unsafe_code"]);
            // Some of them are ways around that, and a verdict must not depend on whose compiler it is.
            if self.toolchain.has_unstable_features() {
                command.arg("-Zallow-features=");
            }
        }
        self.add_code_generation(command, dir, purpose);
        self.add_libraries(command, call, kata, dir, purpose);
        if call.links() {
            self.add_linker(command)?;
        }
        if let Some(program) = &call.program {
            command.arg("-o").arg(program);
        }
        command.arg(&call.main);
        let mut ended = sandboxed.run("").context("failed to run the compiler")?;
        // The compiler writes a path anew where it names a file that it cannot read.
        let real = dir.student().display().to_string();
        ended.output = ended.output.replace(&real, &kata.exercise);
        Ok(ended)
    }

    fn policy(&self, call: &Call, dir: &BuildDir, purpose: Purpose) -> SandboxPolicy {
        let system = if call.links() {
            SYSTEM.as_slice()
        } else {
            // The compiler alone needs the shared libraries that it is made of.
            &SYSTEM_LIBRARIES
        };
        let system = system.iter().map(PathBuf::from);
        let mut execute: Vec<PathBuf> = system.chain(self.toolchain.files()).collect();
        if call.links() && cfg!(unix) {
            let linker = self.kit.linker.as_deref();
            execute.extend(folders_on_path());
            execute.extend(installed_with(linker.unwrap_or(Path::new("cc"))));
        }
        let mut read = vec![self.kit.home.clone(), "/etc/ld.so.cache".into()];
        read.extend_from_slice(&call.sources);
        let shared = call.shared_by.iter();
        read.extend(shared.flat_map(|sharing| [sharing.library.clone(), sharing.checks.clone()]));
        SandboxPolicy {
            read,
            list: vec![],
            execute,
            write: vec![dir.out(purpose), dir.tmp(), dir.incremental(purpose)],
            role: if call.links() {
                Role::Spawner
            } else {
                Role::Compiler
            },
            limits: Limits::of_compiler(),
            protections: self.protections,
        }
    }

    fn add_code_generation(&self, command: &mut Command, dir: &BuildDir, purpose: Purpose) {
        // A panic knows its place without debug information.
        let debuginfo = if purpose.has_lines() {
            "debuginfo=line-tables-only"
        } else {
            "debuginfo=0"
        };
        for option in [debuginfo, "prefer-dynamic", "embed-bitcode=no"] {
            command.args(["-C", option]);
        }
        if self.incremental {
            add_option(command, "incremental=", dir.incremental(purpose));
        } else {
            // Many answers are compiled at the same time: nothing is gained by splitting one.
            command.args(["-C", "codegen-units=1"]);
        }
    }

    fn add_libraries(
        &self,
        command: &mut Command,
        call: &Call,
        kata: &Kata,
        dir: &BuildDir,
        purpose: Purpose,
    ) {
        let (kata, out) = (&kata.name, dir.out(purpose));
        let futures = call.futures.map(|name| out.join(format!("lib{name}.rlib")));
        for folder in &self.kit.search {
            command.arg("-L").arg(joined("dependency=", folder));
        }
        let kit: Vec<&str> = self.kit.externs.keys().map(String::as_str).collect();
        let with_the_kit = [FOR_STUDENTS.as_slice(), &["kata_kit"]].concat();
        let (libraries, with_answer) = match call.linked {
            Linked::Nothing => (&[][..], false),
            Linked::Libraries => (&FOR_STUDENTS[..], false),
            Linked::LibrariesAndAnswer => (&FOR_STUDENTS[..], true),
            Linked::LibrariesAnswerAndKit => (&with_the_kit[..], true),
            Linked::Kit => (&kit[..], false),
            Linked::KitAndAnswer => (&kit[..], true),
        };
        for name in libraries {
            let stand_in = futures.as_ref().filter(|_| *name == "futures");
            let path = stand_in.or_else(|| self.kit.externs.get(*name));
            if let Some(path) = path {
                command
                    .arg("--extern")
                    .arg(joined(&format!("{name}="), path));
            }
        }
        if let Some(orders) = &call.std {
            for folder in &orders.search {
                command.arg("-L").arg(joined("dependency=", folder));
            }
            for name in ["std=", "core=", "kata_orders="] {
                command.arg("--extern").arg(joined(name, &orders.library));
            }
        }
        if purpose.has_stand_ins() {
            command.arg("-L").arg(joined("dependency=", &out));
        }
        for sharing in &call.shared_by {
            let library = joined(&format!("{}=", sharing.name), &sharing.library);
            command.arg("--extern").arg(library);
        }
        if with_answer {
            let library = out.join(format!("lib{kata}.rlib"));
            command
                .arg("--extern")
                .arg(joined(&format!("{kata}="), &library));
        }
    }

    fn add_linker(&self, command: &mut Command) -> Result<()> {
        // A linker that a person's cargo configuration names; rustc finds every other one by itself.
        if let Some(linker) = &self.kit.linker {
            add_option(command, "linker=", linker);
        }
        if cfg!(unix) {
            command.env("PATH", env::join_paths(folders_on_path())?);
            for folder in [&self.kit.folder, &self.toolchain.libraries()] {
                for word in [
                    "-Xlinker".as_ref(),
                    "-rpath".as_ref(),
                    "-Xlinker".as_ref(),
                    folder.as_os_str(),
                ] {
                    add_option(command, "link-arg=", word);
                }
            }
        }
        Ok(())
    }
}

fn add_option(command: &mut Command, name: &str, value: impl AsRef<OsStr>) {
    command.arg("-C").arg(joined(name, value));
}

fn joined(name: &str, value: impl AsRef<OsStr>) -> OsString {
    let mut argument = OsString::from(name);
    argument.push(value);
    argument
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
