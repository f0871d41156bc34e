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
use grader::{result::RunResult, util::files::write_whole};
use std::{collections::BTreeSet, path::Path};

/// The results of students, read back from a folder, by name.
///
/// # Errors
///
/// If they cannot be read.
pub fn read_results(out: &Path) -> Result<Vec<(String, RunResult)>> {
    let mut results = Vec::new();
    let folder = results_folder(out);
    // There is none yet if a process was killed early.
    let entries = folder.is_dir().then(|| fs::read_dir(&folder)).transpose()?;
    for entry in entries.into_iter().flatten() {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(file) = name.strip_suffix(".json") else {
            continue;
        };
        let text = fs::read(entry.path())?;
        let result: RunResult = serde_json::from_slice(&text)
            .with_context(|| format!("failed to read {}", entry.path().display()))?;
        results.push((file.to_string(), result));
    }
    results.sort_by(|(_, a), (_, b)| a.submission.name.cmp(&b.submission.name));
    Ok(results)
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
    // Of students who are not there any more.
    let folder = results_folder(out);
    fs::create_dir_all(&folder)?;
    for entry in fs::read_dir(&folder)? {
        let entry = entry?;
        if !written.contains(&*entry.file_name().to_string_lossy()) {
            fs::remove_file(entry.path())?;
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
    let results = read_results(out)?;
    let rows = results.iter().map(|(_, result)| Row::new(result, rule));
    let gradebook = Gradebook {
        katas: katas.to_vec(),
        rows: rows.collect::<Result<_>>()?,
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
