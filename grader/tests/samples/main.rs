//! Every file in `hostile`, `hangs` and `compile_errors` beside this folder is a test named like the file:
//! `cargo test -p grader hostile/abort` runs one of them. So is every sample of a kata.

mod attacks;
mod compile_errors;
mod hangs;
mod katas;
#[path = "../support/mod.rs"]
mod support;

use grader::process::sandbox::{self, SANDBOX_EXEC};
use libtest_mimic::{Arguments, Trial};
use std::{
    env,
    path::{Path, PathBuf},
    process::ExitCode,
};
use support::root;

/// Tests of one kind.
struct Group {
    tests: Vec<Trial>,
    /// How many run at the same time, unless the command line says otherwise.
    threads: usize,
}

/// A test for every Rust file in a folder of `tests`.
fn every_file(folder: &str, test: fn(&Path) -> Result<(), String>) -> impl Iterator<Item = Trial> {
    let tests = root().join("grader/tests");
    let place = tests.join(folder);
    let entries = place.read_dir().expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("an entry can be read").path());
    let mut files: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .collect();
    assert!(!files.is_empty(), "{} is empty", place.display());
    files.sort();
    files.into_iter().map(move |file| {
        let name = file.with_extension("");
        let name = name.strip_prefix(&tests).expect("it is inside");
        let name = name.to_string_lossy().replace('\\', "/");
        Trial::test(name, move || test(&file).map_err(Into::into))
    })
}

/// What a sample's header says behind `//! name: `, once for each line that begins so.
fn header<'a>(source: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let lines = source.lines().filter_map(|line| line.strip_prefix("//! "));
    lines.filter_map(move |line| line.strip_prefix(name)?.strip_prefix(": "))
}

/// The one line of a header that must be there.
fn required(source: &str, name: &str, file: &Path) -> String {
    let line = header(source, name).next();
    let missing = || panic!("{} has no line `//! {name}: …`", file.display());
    line.unwrap_or_else(missing).to_string()
}

/// Runs the groups one after the other, because each has its own number of threads. The katas come last: the
/// grader that works in this process takes every child that is not its own for one that has got loose.
fn main() -> ExitCode {
    let mut words = env::args_os().skip(1);
    if words.next().is_some_and(|first| first == SANDBOX_EXEC) {
        // The sandbox starts its own program once more, and in the tests of katas that is this one.
        eprintln!("{}", sandbox::enter(words));
        return ExitCode::FAILURE;
    }
    let arguments = Arguments::from_args();
    let mut failed = false;
    let groups = [
        attacks::group(),
        compile_errors::group(),
        hangs::group(),
        katas::group(&arguments),
    ];
    for group in groups {
        let mut arguments = arguments.clone();
        arguments.test_threads.get_or_insert(group.threads);
        failed |= libtest_mimic::run(&arguments, group.tests).has_failed();
    }
    if failed {
        // Cargo knows it from its own test programs and says no more.
        ExitCode::from(101)
    } else {
        ExitCode::SUCCESS
    }
}
