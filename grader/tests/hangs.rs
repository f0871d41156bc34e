//! Functions that never return, each a file in `hangs/` with a line on how, and programs that never end
//! in `hangs/programs/`. Of every one the report must say where it waits, in a line marked with
//! `<- here`, and in which manner.
#![cfg(target_os = "linux")]

mod support;

use std::{collections::BTreeSet, fs, path::Path, thread};
use support::{Graded, PLACE, Submission, root};

/// The command kata whose program hangs.
const COMMAND_PLACE: &str = "exercises/04_time_and_cancellation/03_timeout_command";

struct Hang {
    name: String,
    check: String,
    says: String,
    source: String,
}

impl Hang {
    fn read(file: &Path) -> Self {
        let source = fs::read_to_string(file).expect("a hang can be read");
        let field = |name: &str| {
            let start = format!("//! {name}: ");
            let line = source.lines().find_map(|line| line.strip_prefix(&start));
            line.unwrap_or_else(|| panic!("{} has no line {start}", file.display()))
                .to_string()
        };
        let name = file.file_stem().expect("a file has a name");
        Self {
            name: name.to_string_lossy().into(),
            check: field("Check"),
            says: field("Says"),
            source: source.clone(),
        }
    }

    /// The file, with whichever of the two functions it does not have.
    fn whole(&self) -> String {
        let mut text = self.source.clone();
        for other in ["pub async fn go()", "pub fn go_sync()"] {
            if !text.contains(other) {
                text.push_str(&format!("\n{other} -> u32 {{\n    0\n}}\n"));
            }
        }
        text
    }

    /// What is wrong with the diagnosis of it as a function, if anything is.
    fn problem(&self) -> Option<String> {
        let catalog = root().join("grader/tests/fixtures/hangs");
        let catalog = catalog.to_str().expect("a plain name");
        let graded =
            Submission::answering(&self.whole()).grade_with(&["--no-cache", "--catalog", catalog]);
        self.problem_of(&graded, &format!("{PLACE}/src/lib.rs"))
    }

    /// The same of it as the program of a command kata.
    fn problem_as_a_program(&self) -> Option<String> {
        let main = format!("{COMMAND_PLACE}/src/main.rs");
        let library = root().join(COMMAND_PLACE.replace("exercises", "solutions"));
        let library = fs::read(library.join("src/lib.rs")).expect("the solution is there");
        let submission = Submission::empty()
            .with(&main, &self.source)
            .with(&format!("{COMMAND_PLACE}/src/lib.rs"), library);
        self.problem_of(
            &submission.grade_kata("timeout_command", &["--no-cache"]),
            &main,
        )
    }

    fn problem_of(&self, graded: &Graded, file: &str) -> Option<String> {
        let check = graded.check(&self.check);
        let said = check["message"].as_str().unwrap_or_default();
        let place = |place: &serde_json::Value| {
            assert_eq!(place["file"], file);
            place["line"].as_u64().unwrap_or_default()
        };
        let stuck = check["stuck_at"].as_array().expect("places are a list");
        let found: BTreeSet<u64> = stuck.iter().map(place).collect();
        let marked = (1..).zip(self.source.lines());
        let marked: BTreeSet<u64> = marked
            .filter(|(_, line)| line.ends_with("// <- here"))
            .map(|(number, _)| number)
            .collect();
        let quotes = |line: &u64| {
            let line = self.source.lines().nth(*line as usize - 1).unwrap_or("?");
            said.contains(line.trim())
        };
        // A loop may be seen anywhere in it.
        let in_place = found.is_subset(&marked) && found.is_empty() == marked.is_empty();
        let right = in_place && said.contains(&self.says) && found.iter().all(quotes);
        (!right).then(|| format!("{}: lines {found:?}\n{said}", self.name))
    }
}

/// The hangs in a folder.
fn hangs_in(folder: &str) -> Vec<Hang> {
    let files = fs::read_dir(root().join(folder)).expect("the hangs are there");
    let files = files.map(|file| file.expect("a hang is there").path());
    let mut hangs: Vec<Hang> = files
        .filter(|path| path.is_file())
        .map(|path| Hang::read(&path))
        .collect();
    hangs.sort_by(|a, b| a.name.cmp(&b.name));
    hangs
}

#[test]
fn every_program_that_hangs_is_explained_with_its_line() {
    let hangs = hangs_in("grader/tests/hangs/programs");
    assert!(hangs.len() >= 3);
    let problems: Vec<String> = hangs
        .iter()
        .filter_map(Hang::problem_as_a_program)
        .collect();
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
}

#[test]
fn every_hang_is_explained_with_its_line() {
    let hangs = hangs_in("grader/tests/hangs");
    assert!(hangs.len() >= 14);
    let problems: Vec<String> = thread::scope(|scope| {
        let parts = hangs.chunks(hangs.len().div_ceil(4));
        let threads: Vec<_> = parts
            .map(|part| scope.spawn(|| part.iter().filter_map(Hang::problem).collect::<Vec<_>>()))
            .collect();
        let joined = threads.into_iter().map(|thread| thread.join());
        joined
            .flat_map(|part| part.expect("a part is done"))
            .collect()
    });
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
}
