//! Functions that never return, each a file in `hangs/` with a line on how, and programs that never end
//! in `hangs/programs/`; each is a test of that name. Of every one the report must say where it waits, in a
//! line marked with `<- here`, and in which manner.

use crate::{
    Group, every_file, required,
    support::{Graded, PLACE, Submission, catalog, root},
};
use std::{collections::BTreeSet, fs, path::Path};

/// The command kata whose program hangs.
const COMMAND_PLACE: &str = "exercises/04_time_and_cancellation/03_timeout_command";

struct Hang {
    check: String,
    says: String,
    source: String,
}

impl Hang {
    fn read(file: &Path) -> Self {
        let source = fs::read_to_string(file).expect("a hang can be read");
        Self {
            check: required(&source, "Check", file),
            says: required(&source, "Says", file),
            source,
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

    /// Whether the diagnosis of it as a function is right; else what is wrong.
    fn as_a_function(&self) -> Result<(), String> {
        let options = ["--catalog", &catalog("hangs")];
        let graded = Submission::answering(&self.whole()).grade_with(&options);
        self.is_explained(&graded, &format!("{PLACE}/src/lib.rs"))
    }

    /// The same of it as the program of a command kata.
    fn as_a_program(&self) -> Result<(), String> {
        let main = format!("{COMMAND_PLACE}/src/main.rs");
        let library = root().join(COMMAND_PLACE.replace("exercises", "solutions"));
        let library = fs::read(library.join("src/lib.rs")).expect("the solution is there");
        let submission = Submission::empty()
            .with(&main, &self.source)
            .with(&format!("{COMMAND_PLACE}/src/lib.rs"), library);
        self.is_explained(&submission.grade_kata("timeout_command", &[]), &main)
    }

    fn is_explained(&self, graded: &Graded, file: &str) -> Result<(), String> {
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
        if right {
            Ok(())
        } else {
            Err(format!("lines {found:?}\n{said}"))
        }
    }
}

/// All hangs.
pub fn group() -> Group {
    let functions = every_file("hangs", |file| Hang::read(file).as_a_function());
    let programs = every_file("hangs/programs", |file| Hang::read(file).as_a_program());
    let tests = functions.chain(programs).map(|test| {
        // Elsewhere less is known of a process that hangs.
        test.with_ignored_flag(!cfg!(target_os = "linux"))
    });
    Group {
        tests: tests.collect(),
        // They wait more than they work.
        threads: 4,
    }
}
