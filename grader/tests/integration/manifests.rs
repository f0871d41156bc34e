//! The workspace as cargo sees it, with what students and their tools put beside the katas.

use crate::{
    repository::{copy, entries},
    support::{PLACE, root},
};
use grader::{compile::kit::FOR_STUDENTS, util::folder_name};
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;

/// What cargo needs of this repository to find all its packages.
fn workspace() -> TempDir {
    let folder = TempDir::new().expect("a folder can be made");
    for file in ["Cargo.toml", "Cargo.lock"] {
        fs::copy(root().join(file), folder.path().join(file)).expect("a file can be copied");
    }
    for exercise in ["exercises", "solutions"] {
        copy(&root().join(exercise), &folder.path().join(exercise));
    }
    for package in OURS {
        let (from, to) = (root().join(package), folder.path().join(package));
        fs::create_dir_all(to.join("benches")).expect("a folder can be made");
        copy(&from.join("src"), &to.join("src"));
        copy(&from.join("benches"), &to.join("benches"));
        // A folder with a `main.rs` is a test program.
        for test in entries(&from.join("tests")) {
            if test.join("main.rs").is_file() {
                let name = test.file_name().expect("it has a name");
                copy(&test, &to.join("tests").join(name));
            }
        }
        fs::copy(from.join("Cargo.toml"), to.join("Cargo.toml")).expect("a file can be copied");
    }
    folder
}

/// The names of the workspace's packages as cargo finds them, or its complaint.
fn packages(workspace: &Path) -> Result<Vec<String>, String> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version=1"])
        .current_dir(workspace)
        .output()
        .expect("cargo can be run");
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let data: Value = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
    let packages = data["packages"].as_array().expect("there are packages");
    let names = packages.iter().map(|package| package["name"].as_str());
    Ok(names.map(|name| name.expect("a name").into()).collect())
}

/// The packages of the grader.
const OURS: [&str; 5] = [
    "grader",
    "grader/class",
    "grader/kit",
    "grader/orders",
    "grader/protocol",
];

/// The folders of all exercises and solutions.
fn katas() -> Vec<PathBuf> {
    let tops = ["exercises", "solutions"].map(|top| entries(&root().join(top)));
    let chapters = tops.into_iter().flatten();
    let katas = chapters.flat_map(|chapter| entries(&chapter));
    katas.filter(|path| path.join("src").is_dir()).collect()
}

#[test]
fn cargo_finds_every_kata_and_its_solution_without_a_list() {
    let found = packages(workspace().path()).expect("cargo reads the workspace");
    for kata in katas() {
        let folder = kata.file_name().expect("a name").to_string_lossy();
        let (_, name) = folder_name::parse(&folder).expect("a number");
        let package = if kata.starts_with(root().join("solutions")) {
            format!("{name}_solution")
        } else {
            name.to_string()
        };
        assert!(found.contains(&package), "{}", kata.display());
    }
    assert_eq!(found.len(), katas().len() + OURS.len());
}

#[test]
fn what_a_student_puts_beside_the_katas_does_not_stop_cargo() {
    let chapter = "exercises/03_tasks_and_waiting";
    for folder in [
        "exercises/notes/today",
        "exercises/.idea/inspectionProfiles",
        "exercises/scratch/src",
        "exercises/03_tasks_and_waiting/notes",
        "exercises/03_tasks_and_waiting/.idea",
        "exercises/03_tasks_and_waiting/src",
        "exercises/03_tasks_and_waiting/02_first_try",
    ] {
        let workspace = workspace();
        fs::create_dir_all(workspace.path().join(folder)).expect("a folder can be made");
        packages(workspace.path()).unwrap_or_else(|error| panic!("{folder}: {error}"));
    }
    for name in [
        "my_copy",
        "Copy of 02_wait_for_first",
        "02_wait_for_first copy",
        "02_wait_for_first copy 2",
        "02_wait_for_first - Copy",
        "02_wait_for_first - Copy (2)",
        "02_wait_for_first (copy)",
        "02_wait_for_first_2",
        "02_wait_for_first~",
    ] {
        let workspace = workspace();
        let exercise = workspace.path().join(PLACE);
        copy(&exercise, &workspace.path().join(chapter).join(name));
        packages(workspace.path()).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    let workspace = workspace();
    let chapters = workspace.path().join("exercises");
    copy(
        &workspace.path().join(chapter),
        &chapters.join("03_tasks_and_waiting copy"),
    );
    packages(workspace.path()).expect("a copied chapter is left out");
}

#[test]
fn what_is_gone_or_has_another_name_does_not_stop_cargo() {
    let chapter = "exercises/03_tasks_and_waiting";
    for gone in [
        format!("{PLACE}/src/lib.rs"),
        format!("{PLACE}/src"),
        PLACE.to_string(),
        chapter.to_string(),
    ] {
        let workspace = workspace();
        let path = workspace.path().join(&gone);
        if path.is_dir() {
            fs::remove_dir_all(&path).expect("a folder can be removed");
        } else {
            fs::remove_file(&path).expect("a file can be removed");
        }
        packages(workspace.path()).unwrap_or_else(|error| panic!("{gone}: {error}"));
    }
    for name in ["02_wait", "done_wait_for_first"] {
        let workspace = workspace();
        let to = workspace.path().join(chapter).join(name);
        fs::rename(workspace.path().join(PLACE), to).expect("a folder can be renamed");
        packages(workspace.path()).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

/// The README has these words, so that a search finds what to do.
#[test]
fn where_cargo_refuses_it_names_the_folders_and_the_readme_has_its_words() {
    let readme = fs::read_to_string(root().join("README.md")).expect("there is a README");
    let doubled = workspace();
    let copied = format!("{PLACE}_backup");
    copy(&doubled.path().join(PLACE), &doubled.path().join(&copied));
    let broken = workspace();
    fs::remove_file(broken.path().join(PLACE).join("Cargo.toml")).expect("it was there");
    let inside = workspace();
    let copied_inside = inside.path().join(format!("{PLACE} copy"));
    copy(&inside.path().join(PLACE), &copied_inside);
    for (folder, words, named) in [
        (doubled.path(), "two packages named", copied.as_str()),
        (
            broken.path(),
            "failed to load manifest for workspace member",
            PLACE,
        ),
        (
            copied_inside.as_path(),
            "current package believes it's in a workspace when it's not",
            "02_wait_for_first copy",
        ),
    ] {
        let said = packages(folder).expect_err("cargo refuses");
        assert!(said.contains(words) && said.contains(named), "{said}");
        assert!(readme.contains(words), "the README does not have: {words}");
    }
}

#[test]
fn every_manifest_lists_the_crates_that_katas_are_graded_with() {
    for kata in katas() {
        let manifest = fs::read_to_string(kata.join("Cargo.toml")).expect("there is a manifest");
        for name in FOR_STUDENTS {
            let line = format!("\n{name}.workspace = true\n");
            assert!(manifest.contains(&line), "{} lacks {name}", kata.display());
        }
    }
}
