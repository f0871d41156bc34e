//! What students wrote, for programs that compare answers. For each kata there is a folder `students` with a folder for each
//! student, and a folder `stub` with what they were given:
//!
//! ```sh
//! jplag -l rust --bc KATA/stub KATA/students
//! dolos run -l rust -i KATA/stub/src/lib.rs KATA/students/*/src/lib.rs
//! ```

use crate::{answers::Answers, outcome};
use anyhow::Result;
use fs_err as fs;
use grader::{submission::Files, util::files::write_whole};
use std::{collections::BTreeMap, path::Path};

pub fn write(out: &Path, folder: &Path, stubs: &BTreeMap<String, Files>) -> Result<()> {
    // Other answers than the last time would stay beside these.
    fs::remove_dir_all(folder)?;
    fs::create_dir_all(folder)?;
    for (kata, stub) in stubs {
        write_files(&folder.join(kata).join("stub"), stub)?;
    }
    let answers = Answers::in_class(out);
    for result in outcome::results(out)? {
        let (student, result) = result?;
        for kata in &result.katas {
            if let Some(files) = answers.get(&kata.hash) {
                let students = folder.join(&kata.name).join("students");
                write_files(&students.join(&student), &files)?;
            }
        }
    }
    Ok(())
}

fn write_files(folder: &Path, files: &Files) -> Result<()> {
    for (name, text) in files {
        write_whole(&folder.join(name), text.as_bytes())?;
    }
    Ok(())
}
