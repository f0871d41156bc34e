//! `grade`: grades everything that was handed in.

use super::{Context, durations};
use crate::{
    answers::Answers,
    cli::What,
    export::{self, Origin},
    grading::Work,
    lock::Lock,
    manifest::Manifest,
    outcome,
    source::Scratch,
    store::Store,
    unit,
};
use anyhow::Result;
use grader::{
    catalog::Kata,
    exit_code::{Exit, usage},
    util::{files::write_whole, parallel::answers_at_work, text::plural},
};
use std::{collections::BTreeSet, path::Path};

pub fn run(what: &What, out: &Path) -> Result<Exit> {
    super::expect_an_out(out, &what.dir)?;
    let context = Context::new(what, None)?;
    let graded = grade(&context, what, out, None)?;
    println!(
        "graded: {} of {}, in {}",
        plural(graded.units - graded.failed.len(), "unit"),
        plural(graded.students, "student"),
        out.display()
    );
    Ok(graded.tell_of_failures())
}

/// How a grading has ended.
pub struct Graded {
    /// How many units it was about.
    pub units: usize,
    /// How many students these are of.
    pub students: usize,
    /// The units that the machine failed at, by their names in plans, and why.
    pub failed: Vec<(String, String)>,
}

impl Graded {
    /// Says what the machine failed at.
    pub fn tell_of_failures(&self) -> Exit {
        if self.failed.is_empty() {
            return Exit::Passed;
        }
        for (key, why) in &self.failed {
            let why = why.lines().next().unwrap_or_default();
            eprintln!("not graded: {key}: {why}");
        }
        eprintln!(
            "The machine has failed at {}. Nobody has a mark for that. Run the same command again.",
            plural(self.failed.len(), "unit")
        );
        Exit::OurFailure
    }
}

/// Grades into the folder `out`. What is in `earlier` is taken as it is.
pub fn grade(
    context: &Context,
    what: &What,
    out: &Path,
    earlier: Option<&Store>,
) -> Result<Graded> {
    let _lock = Lock::of(out)?;
    let katas = context.katas();
    let grader = context.grader(&what.how)?;
    let late = context.late.as_ref().map(|(_, text)| text.clone());
    let manifest = Manifest::new(&grader, &katas, context.only.clone(), late);
    if let Ok(before) = Manifest::read(out)
        && let Some(difference) = before.difference(&manifest)
    {
        return Err(usage(format!(
            "{} has results that were made with another setting ({difference}). Give another folder with --out; \
             `cargo class regrade` compares the two.",
            out.display()
        )));
    }
    manifest.write(out)?;
    if let Some(roster) = &context.roster {
        write_whole(&out.join("roster.csv"), &roster.to_csv()?)?;
    }
    let (store, answers) = (Store::in_class(out), Answers::in_class(out));
    let scratch = Scratch::take(context.workspace.state())?;
    let work = Work {
        grader: &grader,
        katas: &katas,
        store: &store,
        answers: &answers,
        scratch: &scratch,
        at_work: answers_at_work(context.jobs),
    };
    let mine = units_of_the_shard(context, what, &katas)?;
    let wants = |key: &str| mine.as_ref().is_none_or(|mine| mine.contains(key));
    let (units, mut failed) = work.units(&context.class, &wants)?;
    if let Some(earlier) = earlier {
        for unit in &units {
            if !store.has(&unit.key)
                && let Some(result) = earlier.get(&unit.key)
            {
                store.put(&unit.key, &result)?;
            }
        }
    }
    failed.extend(work.grade(&context.class, &units)?);
    outcome::write_results(&work, &context.class, &units, out)?;
    let names: Vec<String> = katas.iter().map(|kata| kata.name.clone()).collect();
    let rule = context.late.as_ref().map(|(rule, _)| rule);
    outcome::write_gradebook(&names, rule, out)?;
    outcome::write_failed(&work, &context.class, &failed, out)?;
    export::write(&context.export, &origin(context, &katas, &what.dir), out)?;

    let name = |unit: &crate::grading::Unit| {
        let student = &context.class.students[unit.student];
        unit::key(&student.file, &katas[unit.kata].name)
    };
    let failed = failed
        .iter()
        .map(|failed| (name(&failed.unit), failed.why.clone()));
    Ok(Graded {
        units: units.len(),
        students: units.chunk_by(|a, b| a.student == b.student).count(),
        failed: failed.collect(),
    })
}

/// The units that the shard has, by their names in plans; nothing if it is about all of them.
pub fn units_of_the_shard(
    context: &Context,
    what: &What,
    katas: &[&Kata],
) -> Result<Option<BTreeSet<String>>> {
    let Some(shard) = what.shard else {
        return Ok(None);
    };
    let keys = super::plan::keys(context, katas);
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let mine = shard.of(&keys, &durations(what.durations.as_deref())?);
    Ok(Some(mine.into_iter().map(String::from).collect()))
}

fn origin(context: &Context, katas: &[&Kata], dir: &Path) -> Origin {
    let stub = |kata: &&Kata| (kata.name.clone(), kata.stub.clone());
    let students = context.class.students.iter();
    let commits = students.filter_map(|student| {
        let commit = student.commit()?.to_string();
        Some((student.file.clone(), commit))
    });
    Origin {
        class: grader::submission::name_of(dir).unwrap_or_default(),
        commits: commits.collect(),
        stubs: katas.iter().map(stub).collect(),
    }
}
