//! The results of a class as files: one for each student, the gradebook, and what the machine failed at.

use crate::{
    gradebook::{Gradebook, Row},
    grading::{Failed, Unit, Work, results_folder},
    late::Rule,
    students::Class,
    unit,
};
use anyhow::{Context as _, Result};
use fs_err as fs;
use grader::{
    result::RunResult,
    util::files::{entries, write_whole},
};
use std::{collections::BTreeSet, path::Path};

/// The results of students, read back from a folder one after the other, by the students' names as names of files.
///
/// # Errors
///
/// If they cannot be read.
pub fn results(out: &Path) -> Result<impl Iterator<Item = Result<(String, RunResult)>>> {
    let folder = results_folder(out);
    // There is none yet if a process was killed early.
    let files = folder.is_dir().then(|| entries(&folder)).transpose()?;
    Ok(files.into_iter().flatten().filter_map(|file| {
        let name = file.file_name()?.to_string_lossy().into_owned();
        let student = name.strip_suffix(".json")?.to_string();
        Some(read_result(&file).map(|result| (student, result)))
    }))
}

fn read_result(file: &Path) -> Result<RunResult> {
    let text = fs::read(file)?;
    serde_json::from_slice(&text).with_context(|| format!("failed to read {}", file.display()))
}

/// The marks in a folder of results.
///
/// # Errors
///
/// If the results cannot be read.
pub fn rows(rule: Option<&Rule>, out: &Path) -> Result<Vec<Row>> {
    results(out)?
        .map(|result| Row::new(&result?.1, rule))
        .collect()
}

/// Writes the results of all units that were graded, student by student.
///
/// # Errors
///
/// If they cannot be written.
pub fn write_results(work: &Work<'_>, class: &Class, units: &[Unit], out: &Path) -> Result<()> {
    let mut written = BTreeSet::new();
    for of_student in units.chunk_by(|a, b| a.student == b.student) {
        let student = &class.students[of_student[0].student];
        let katas = of_student
            .iter()
            .filter_map(|unit| work.result(unit))
            .collect();
        let result = work
            .grader
            .result_of(student.name.clone(), student.submitted_at(), katas);
        write_result(&student.file, &result, out)?;
        written.insert(format!("{}.json", student.file));
    }
    let folder = results_folder(out);
    fs::create_dir_all(&folder)?;
    keep_only(&folder, &written)
}

/// Removes the files of students who are not there any more.
///
/// # Errors
///
/// If they cannot be removed.
pub fn keep_only(folder: &Path, written: &BTreeSet<String>) -> Result<()> {
    for file in entries(folder)? {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        if !written.contains(&*name) {
            fs::remove_file(&file)?;
        }
    }
    Ok(())
}

/// Writes the result of one student.
///
/// # Errors
///
/// If it cannot be written.
pub fn write_result(file: &str, result: &RunResult, out: &Path) -> Result<()> {
    let mut text = serde_json::to_vec_pretty(result)?;
    text.push(b'\n');
    write_whole(&results_folder(out).join(format!("{file}.json")), &text)
}

/// Writes the gradebook of all results in a folder.
///
/// # Errors
///
/// If it cannot be written.
pub fn write_gradebook(katas: &[String], rule: Option<&Rule>, out: &Path) -> Result<()> {
    let gradebook = Gradebook {
        katas: katas.to_vec(),
        rows: rows(rule, out)?,
    };
    write_whole(&out.join("gradebook.csv"), &gradebook.to_csv()?)
}

/// Writes which units the machine failed at.
///
/// # Errors
///
/// If it cannot be written.
pub fn write_failed(work: &Work<'_>, class: &Class, failed: &[Failed], out: &Path) -> Result<()> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["unit", "student", "kata", "why"])?;
    for failed in failed {
        let student = &class.students[failed.unit.student];
        let kata = &work.katas[failed.unit.kata].name;
        let key = unit::key(&student.file, kata);
        let name = crate::gradebook::harmless(&student.name);
        writer.write_record([key.as_str(), &name, kata, failed.why.trim()])?;
    }
    write_whole(&out.join("failed.csv"), &writer.into_inner()?)
}
