//! How rustc is called: locked in, with our flags, against the kit.

use super::{Compiler, Unit};
use crate::{
    process::{self, Bounds, Ended},
    sandbox::{Inmate, Jail},
};
use anyhow::{Context as _, Result};
use std::{ffi::OsString, path::PathBuf, process::Command, time::Duration};

/// Compilers get this long: a kata takes a tenth of a second, a busy machine ten times that.
pub(super) const BOUNDS: Bounds<'static> = Bounds {
    time: Duration::from_secs(30),
    kept: 4 << 20,
    flood: 64 << 20,
    folder: None,
    threads: 1024,
};
/// Bytes of memory that it may use.
pub(super) const MEMORY: u64 = 2 << 30;

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
    pub(super) fn rustc(&self, kind: &str, sources: &[PathBuf], links: bool) -> Result<Command> {
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
        let tools = system
            .iter()
            .map(PathBuf::from)
            .chain([toolchain.sysroot.clone()]);
        let execute = tools.collect();
        let mut read = vec![kit.folder.clone(), "/etc/ld.so.cache".into()];
        read.extend_from_slice(sources);
        let jail = Jail {
            read,
            list: vec![],
            execute,
            write: vec![
                self.out(),
                self.bench.tmp(),
                self.bench.incremental(self.lines),
            ],
            inmate: match links {
                true => Inmate::Starter,
                false => Inmate::Compiler,
            },
            memory: MEMORY,
            cpu_seconds: BOUNDS.time.as_secs(),
            file_size: 256 << 20,
            protections: *protections,
        };
        let mut rustc = jail.command(&toolchain.rustc)?;
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
            (self.bench.checks(), super::CHECKS_FOLDER),
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
            .arg(self.out())
            .arg("-L")
            .arg(format!("dependency={}", kit.folder.display()));
        if *incremental {
            let mut argument = OsString::from("incremental=");
            argument.push(self.bench.incremental(self.lines));
            rustc.arg("-C").arg(argument);
        } else {
            // Many answers are compiled at the same time: nothing is gained by splitting one.
            rustc.args(["-C", "codegen-units=1"]);
        }
        if links && cfg!(unix) {
            rustc.env("PATH", "/usr/local/bin:/usr/bin:/bin");
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
        Ok(rustc)
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

    pub(super) fn call(&self, rustc: Command) -> Result<Ended> {
        let mut ended = process::run(rustc, "", BOUNDS).context("failed to run the compiler")?;
        // The compiler writes a path anew where it names a file that it cannot read.
        let real = self.bench.student().display().to_string();
        ended.output = ended.output.replace(&real, &self.kata.exercise);
        Ok(ended)
    }
}
