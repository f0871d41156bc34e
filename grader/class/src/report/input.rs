//! Reads what a report is made from: a folder of results, or the result of one student.

use super::{
    alike,
    anonymous::Names,
    class::{ReportedClass, ReportedKata, ReportedStudent},
    identity::{name_of, names},
    text::{change_each, change_files, cut, visible},
};
use crate::{
    answers::Answers,
    manifest::Manifest,
    outcome,
    roster::{Person, Roster},
};
use anyhow::Result;
use fs_err as fs;
use grader::{
    catalog::{Catalog, Kata},
    exit_code::usage,
    result::{KataStatus, RunResult},
    submission::{self, Files, Reading},
    util::text::hash_of,
    verify::samples::{self, Expected},
    workspace::Workspace,
};
use std::{collections::BTreeMap, path::Path};

/// The most characters of a name that are shown.
const LONGEST_NAME: usize = 80;

/// A student as the folder of results has them.
pub struct Found {
    /// The name of the file of the result.
    pub file: String,
    /// The result.
    pub result: RunResult,
    /// The student's row on the roster.
    pub person: Option<Person>,
}

/// Reads the results of a class.
///
/// # Errors
///
/// If they cannot be read.
pub fn class(
    out: &Path,
    catalog: Option<&Path>,
    anonymous: bool,
) -> Result<(ReportedClass, Option<Names>)> {
    let manifest = Manifest::read(out)?;
    let roster = out.join("roster.csv");
    let roster = roster
        .is_file()
        .then(|| Roster::read(&roster))
        .transpose()?;
    let found = found(out, roster.as_ref())?;
    let mut notices = Vec::new();
    let katas = katas_of_class(&manifest, catalog, &mut notices)?;
    let names = anonymous
        .then(|| names(&found, roster.as_ref()))
        .transpose()?;
    let answers = Answers::in_class(out);
    let alike = alike::of_class(&found, &katas, &answers);
    let students = (1..).zip(found).map(|(number, found)| {
        let known = |hash: &str| answers.get(hash);
        student(number, found, &katas, &known, names.is_none(), &|unit| {
            unit.status != KataStatus::Passed
        })
    });
    let mut class = ReportedClass {
        grader: manifest.grader,
        students: students.collect(),
        katas,
        alike,
        notices,
    };
    clean(&mut class, names.as_ref());
    Ok((class, names))
}

/// Reads the result of one student. The reference solution of a kata is there only if it passes.
///
/// # Errors
///
/// If it cannot be read.
pub fn student_alone(
    file: &Path,
    catalog: Option<&Path>,
    answers: Option<&Path>,
) -> Result<ReportedClass> {
    let text =
        fs::read(file).map_err(|error| usage(format!("the result cannot be read: {error}")))?;
    let result: RunResult = serde_json::from_slice(&text).map_err(|error| {
        usage(format!(
            "{} is no result of the grader: {error}",
            file.display()
        ))
    })?;
    let workspace = Workspace::find()?;
    let catalog = load_catalog(&workspace, catalog)?;
    let katas: Vec<ReportedKata> = result
        .katas
        .iter()
        .map(|unit| {
            let kata = catalog.get(&unit.name).ok();
            let shown = kata.filter(|_| unit.status == KataStatus::Passed);
            Ok(ReportedKata {
                name: unit.name.clone(),
                title: kata.map_or_else(|| unit.name.clone(), |kata| kata.settings.title.clone()),
                max_score: unit.max_score,
                reference: shown.map(Kata::reference).transpose()?,
                ..ReportedKata::default()
            })
        })
        .collect::<Result<_>>()?;
    let mut own = BTreeMap::new();
    for kata in &result.katas {
        let kata = catalog.get(&kata.name).ok();
        if let Some(Reading::Files(files)) = kata
            .map(|kata| kata.read_from(answers.unwrap_or(workspace.root())))
            .transpose()?
        {
            own.insert(submission::hash(&files), files);
        }
    }
    // A result in the folder of a class has its answer there.
    let of_class = file.parent().and_then(Path::parent).map(Answers::in_class);
    let known = |hash: &str| {
        own.get(hash)
            .cloned()
            .or_else(|| of_class.as_ref()?.get(hash))
    };
    let name = file
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned());
    let found = Found {
        file: name.unwrap_or_default(),
        result,
        person: None,
    };
    let grader = found.result.grader.clone();
    let mut students = vec![student(1, found, &katas, &known, true, &|_| true)];
    // It is a file of its own, and in no folder of results.
    students[0].file = None;
    let mut class = ReportedClass {
        grader,
        katas,
        students,
        alike: Vec::new(),
        notices: Vec::new(),
    };
    clean(&mut class, None);
    Ok(class)
}

/// The students in an order that tells nothing of their names, not even to somebody who knows these: the hashes depend
/// on all results.
fn found(out: &Path, roster: Option<&Roster>) -> Result<Vec<Found>> {
    let results = outcome::results(out)?.collect::<Result<Vec<_>>>()?;
    if results.is_empty() {
        return Err(usage(format!("{} has no results", out.display())));
    }
    let texts = results
        .iter()
        .map(|(_, result)| serde_json::to_string(result));
    let texts = texts.collect::<Result<Vec<_>, _>>()?;
    let all = hash_of(texts.iter().map(String::as_str));
    let person = |id: &str| {
        let mut people = roster?.people.iter();
        people.find(|person| person.id == id).cloned()
    };
    let mut found: Vec<Found> = results
        .into_iter()
        .map(|(file, result)| Found {
            person: person(&result.submission.name),
            file,
            result,
        })
        .collect();
    found.sort_by_cached_key(|found| hash_of([all.as_str(), &found.result.submission.name]));
    Ok(found)
}

fn load_catalog(workspace: &Workspace, folder: Option<&Path>) -> Result<Catalog> {
    let katas = folder.map_or_else(|| workspace.katas(), Path::to_path_buf);
    Catalog::load(workspace, &katas)
}

fn katas_of_class(
    manifest: &Manifest,
    folder: Option<&Path>,
    notices: &mut Vec<String>,
) -> Result<Vec<ReportedKata>> {
    let catalog = load_catalog(&Workspace::find()?, folder)?;
    let mut katas = Vec::new();
    let mut others = Vec::new();
    for graded in &manifest.katas {
        let mut reported = ReportedKata {
            name: graded.name.clone(),
            title: graded.name.clone(),
            max_score: graded.max_score,
            ..ReportedKata::default()
        };
        match catalog.get(&graded.name) {
            Ok(kata) if kata.content_hash() == graded.checks => {
                reported.title = kata.settings.title.clone();
                reported.reference = Some(kata.reference()?);
                reported.stub = kata.stub.clone();
                for sample in samples::load(kata)? {
                    if let Expected::Caught(header) = sample.expected {
                        reported.mistakes.push(header);
                    }
                }
            }
            _ => others.push(graded.name.as_str()),
        }
        katas.push(reported);
    }
    if !others.is_empty() {
        notices.push(format!(
            "The checks of {} are others here than those that the class was graded with, so reference solutions and known \
             mistakes are left out. Name the right folder of checks with --catalog.",
            others.join(", ")
        ));
    }
    Ok(katas)
}

fn student(
    number: usize,
    found: Found,
    katas: &[ReportedKata],
    known: &dyn Fn(&str) -> Option<Files>,
    has_name: bool,
    wants_answer: &dyn Fn(&grader::result::KataResult) -> bool,
) -> ReportedStudent {
    let Found {
        file,
        result,
        person,
    } = found;
    let id = result.submission.name;
    let named = person.as_ref().and_then(name_of);
    let mut by_name: BTreeMap<String, _> = result
        .katas
        .into_iter()
        .map(|unit| (unit.name.clone(), unit))
        .collect();
    let units: Vec<_> = katas
        .iter()
        .map(|kata| by_name.remove(&kata.name))
        .collect();
    let answers = units.iter().enumerate().filter_map(|(kata, unit)| {
        let unit = unit
            .as_ref()
            .filter(|unit| wants_answer(unit) && !unit.hash.is_empty())?;
        Some((kata, known(&unit.hash)?))
    });
    ReportedStudent {
        number,
        answers: answers.collect(),
        units,
        id: (has_name && named.is_some()).then(|| id.clone()),
        name: has_name.then(|| named.unwrap_or(id)),
        file: has_name.then_some(file),
    }
}

/// Leaves out names where there are to be none, and makes visible whatever is not seen.
fn clean(class: &mut ReportedClass, names: Option<&Names>) {
    let mut change = |text: &mut String| {
        if let Some(names) = names {
            names.replace(text);
        }
        *text = visible(text);
    };
    for student in &mut class.students {
        for unit in student.units.iter_mut().flatten() {
            change_each(unit, &mut change);
        }
        student
            .answers
            .values_mut()
            .for_each(|files| change_files(files, &mut change));
        for name in [&mut student.name, &mut student.id].into_iter().flatten() {
            *name = cut(&visible(name), LONGEST_NAME);
        }
    }
    for passage in class
        .alike
        .iter_mut()
        .flat_map(|pair| pair.passages.iter_mut().flatten())
    {
        change(&mut passage.file);
        change(&mut passage.text);
    }
    for kata in &mut class.katas {
        if let Some(files) = &mut kata.reference {
            change_files(files, &mut change);
        }
        for mistake in &mut kata.mistakes {
            change(&mut mistake.misconception);
            change(&mut mistake.message);
        }
    }
}
