//! Parts of this repository, for tests that hand them in or copy them.

use crate::support::{Graded, KATA, PLACE, Submission, grader_with_cache, root};
use grader::{catalog::Catalog, workspace::Workspace};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// This clone.
pub fn workspace() -> Workspace {
    Workspace::find().expect("this is a clone")
}

/// All its katas.
pub fn katas() -> Catalog {
    let workspace = workspace();
    Catalog::load(&workspace, &workspace.katas()).expect("the katas can be read")
}

/// Where the exercise of a kata is.
#[cfg(target_os = "linux")]
pub fn place_of(kata: &str) -> String {
    let katas = katas();
    let kata = katas.get(kata).expect("there is such a kata");
    kata.exercise.clone()
}

/// What is said of the kata's checks and points when it passes.
pub fn all_passed() -> (String, String) {
    let katas = katas();
    let kata = katas.get(KATA).expect("the kata is there");
    let (checks, points) = (kata.checks.len(), kata.max_score());
    (
        format!("{checks} of {checks} checks"),
        format!("{points} of {points} points"),
    )
}

/// A line that only the kata's reference solution has.
pub fn line_of_the_solution() -> String {
    let stub = fs::read_to_string(stub().join("src/lib.rs")).expect("the stub is there");
    let solution = solution();
    let mut lines = solution.lines();
    let line = lines.find(|line| line.len() > 20 && !stub.contains(line));
    line.expect("the solution is more than the stub").into()
}

/// The kata as students find it.
pub fn stub() -> PathBuf {
    root().join("grader/katas").join(KATA).join("stub")
}

/// The text of the kata's reference solution.
pub fn solution() -> String {
    let file = root()
        .join(PLACE.replace("exercises", "solutions"))
        .join("src/lib.rs");
    fs::read_to_string(file).expect("the solution is there")
}

impl Submission {
    /// The kata's stub, untouched.
    pub fn untouched() -> Self {
        let text = fs::read(stub().join("src/lib.rs")).expect("the stub is there");
        Self::empty().with(&format!("{PLACE}/src/lib.rs"), text)
    }

    /// Every kata as it was given, whole.
    pub fn whole_and_untouched() -> Self {
        let submission = Self::empty();
        for kata in katas().all() {
            let place = submission.folder().join(&kata.exercise);
            copy(&kata.folder.join("stub"), &place);
        }
        submission
    }

    /// A clone that grades itself: every kata as it was given, and what the grader needs. Run the grader
    /// in its folder.
    pub fn clone_of_its_own() -> Self {
        let mut clone = Self::whole_and_untouched();
        for folder in [
            "grader/katas",
            "grader/kit",
            "grader/orders",
            "grader/protocol",
            "solutions",
        ] {
            copy(&root().join(folder), &clone.folder().join(folder));
        }
        for file in ["Cargo.lock", "Cargo.toml"] {
            let text = fs::read(root().join(file)).expect("a file of the workspace is there");
            clone = clone.with(file, text);
        }
        clone
    }

    /// Grades the kata, or answers from the results of earlier runs, as the grader does for people.
    pub fn grade_with_cache(&self) -> Graded {
        Graded::by(&mut grader_with_cache(&self.words(KATA)))
    }
}

/// What is in a folder; nothing, if it is none.
pub fn entries(folder: &Path) -> Vec<PathBuf> {
    let list = fs::read_dir(folder).into_iter().flatten();
    list.map(|entry| entry.expect("an entry can be read").path())
        .collect()
}

/// Copies a folder with all that is in it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for path in entries(from) {
        let target = to.join(path.file_name().expect("it has a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a file can be copied");
        }
    }
}
