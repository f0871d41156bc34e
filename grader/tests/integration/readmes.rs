//! Every piece of Rust in every README compiles, and runs if it can.

use crate::{
    repository::workspace,
    support::{root, state},
};
use grader::{
    compile::{
        kit::FOR_STUDENTS,
        kit_builder::{self, KitBuilder},
        toolchain::Toolchain,
    },
    util::parallel::in_parallel,
    workspace::STATE_DIR,
};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

fn readmes(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder can be listed") {
        let path = entry.expect("an entry can be read").path();
        if path.is_dir() {
            readmes(&path, found);
        } else if path.file_name().is_some_and(|name| name == "README.md") {
            found.push(path);
        }
    }
}

#[test]
fn code_in_readmes_compiles() {
    if env::var_os(STATE_DIR).is_none_or(|folder| folder != state()) {
        // Where the grader keeps its own files is decided when a process starts.
        let again = Command::new(env::current_exe().expect("this is a program"))
            .args(["--exact", "readmes::code_in_readmes_compiles"])
            .env(STATE_DIR, state())
            .output()
            .expect("it can be started once more");
        let said = String::from_utf8_lossy(&again.stdout);
        assert!(said.contains(" 1 passed"), "{said}");
        return;
    }
    let mut files = vec![root().join("README.md"), root().join("grader/README.md")];
    readmes(&root().join("exercises"), &mut files);
    files.sort();

    let workspace = workspace();
    let toolchain = Toolchain::find(&workspace).expect("there is a toolchain");
    let key = kit_builder::key(&workspace, &toolchain).expect("the kit has a key");
    let source = KitBuilder {
        workspace: &workspace,
        toolchain: &toolchain,
        key: &key,
    };
    let kit = source
        .find_or_build(|_| Ok(None))
        .expect("the kit can be built");
    let problems = in_parallel(&files, 2, |file| {
        let name = file
            .strip_prefix(root())
            .expect("it is inside")
            .display()
            .to_string();
        let mut rustdoc = Command::new(toolchain.rustc.with_file_name("rustdoc"));
        rustdoc.args(["--test", "--edition", "2024", "--test-args", "--quiet"]);
        for folder in &kit.search {
            let argument = format!("dependency={}", folder.display());
            rustdoc.arg("-L").arg(argument);
        }
        for krate in FOR_STUDENTS {
            rustdoc
                .arg("--extern")
                .arg(format!("{krate}={}", kit.externs[krate].display()));
        }
        let output = rustdoc.arg(file).output().expect("rustdoc can be run");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        (!output.status.success()).then(|| format!("{name}:\n{said}{errors}"))
    });
    let problems: Vec<String> = problems.into_iter().flatten().collect();
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
}
