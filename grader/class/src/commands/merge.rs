//! `merge`: puts the results of parts together.

use crate::{
    answers::Answers,
    grading::results_folder,
    late::Rule,
    lock::Lock,
    manifest::Manifest,
    outcome,
    store::Store,
    unit::{self, parse_plan},
};
use anyhow::{Context as _, Result};
use fs_err as fs;
use grader::{
    exit_code::{Exit, usage},
    result::{KataResult, RunResult},
    util::{files::write_whole, text::plural},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

pub fn run(parts: &[PathBuf], plan: &Path, out: &Path) -> Result<Exit> {
    let text = fs::read_to_string(plan)
        .map_err(|error| usage(format!("the plan cannot be read: {error}")))?;
    let planned = parse_plan(&text)?;
    let manifest = Manifest::read(&parts[0])?;
    for part in &parts[1..] {
        if let Some(difference) = manifest.difference(&Manifest::read(part)?) {
            return Err(usage(format!(
                "{} and {} were made with different things: {difference}",
                parts[0].display(),
                part.display()
            )));
        }
    }
    let mut students: BTreeMap<String, (RunResult, BTreeMap<String, KataResult>)> = BTreeMap::new();
    for part in parts {
        for result in outcome::results(part)? {
            let (file, mut result) = result?;
            let katas = std::mem::take(&mut result.katas);
            let (_, all) = students
                .entry(file)
                .or_insert_with(|| (result, BTreeMap::new()));
            all.extend(katas.into_iter().map(|kata| (kata.name.clone(), kata)));
        }
    }
    let graded: BTreeSet<String> = students
        .iter()
        .flat_map(|(file, (_, katas))| katas.keys().map(move |kata| unit::key(file, kata)))
        .collect();
    let missing: Vec<&String> = planned
        .iter()
        .filter(|key| !graded.contains(*key))
        .collect();
    if !missing.is_empty() {
        for key in &missing {
            eprintln!("missing: {key}");
        }
        eprintln!(
            "{} of {} missing: a part was not run to its end. No gradebook is written.",
            plural(missing.len(), "unit"),
            planned.len()
        );
        return Ok(Exit::OurFailure);
    }
    fs::create_dir_all(out)?;
    let _lock = Lock::of(out)?;
    manifest.write(out)?;
    for part in parts {
        Store::in_class(out).take_over(&Store::in_class(part))?;
        Answers::in_class(out).take_over(&Answers::in_class(part))?;
    }
    let written = students.keys().map(|file| format!("{file}.json")).collect();
    for (file, (mut result, mut katas)) in students {
        let in_order = manifest
            .katas
            .iter()
            .filter_map(|kata| katas.remove(&kata.name));
        result.katas = in_order.collect();
        result.score = result.katas.iter().map(|kata| kata.score).sum();
        result.max_score = result.katas.iter().map(|kata| kata.max_score).sum();
        result.submission.hash = grader::submission::hash_of_katas(&result.katas);
        outcome::write_result(&file, &result, out)?;
    }
    outcome::keep_only(&results_folder(out), &written)?;
    let names: Vec<String> = manifest
        .katas
        .iter()
        .map(|kata| kata.name.clone())
        .collect();
    let rule = manifest.late.as_deref().map(Rule::parse).transpose()?;
    outcome::write_gradebook(&names, rule.as_ref(), out)?;
    write_whole(&out.join("failed.csv"), b"unit,student,kata,why\n")?;
    if let Ok(roster) = fs::read(parts[0].join("roster.csv")) {
        write_whole(&out.join("roster.csv"), &roster).context("failed to keep the roster")?;
    }
    println!(
        "put together: {}, in {}",
        plural(planned.len(), "unit"),
        out.display()
    );
    Ok(Exit::Passed)
}
