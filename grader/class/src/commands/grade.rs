//! `grade`: grades everything that was handed in.

use super::{Context, durations, expect_an_out};
use crate::{
    answers::Answers,
    cli::How,
    grading::Work,
    lock::Lock,
    manifest::Manifest,
    outcome,
    source::Scratch,
    store::Store,
    unit::{self, Shard},
};
use anyhow::Result;
use grader::{
    exit_code::{Exit, usage},
    util::files::write_whole,
};
use std::{collections::BTreeSet, path::Path};

pub fn run(
    dir: &Path,
    out: &Path,
    how: &How,
    shard: Option<Shard>,
    earlier: Option<&Path>,
) -> Result<Exit> {
    let context = Context::new(dir, how)?;
    expect_an_out(out, dir)?;
    let _lock = Lock::of(out)?;
    let katas = context.katas(how)?;
    let grader = context.grader(how)?;
    let late = context.late.as_ref().map(|(_, text)| text.clone());
    let manifest = Manifest::new(&grader, &katas, late);
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
    let store = Store::in_class(out);
    let answers = Answers::in_class(out);
    let scratch = Scratch::take(context.workspace.state())?;
    let work = Work {
        grader: &grader,
        katas: &katas,
        store: &store,
        answers: &answers,
        scratch: &scratch,
        jobs: context.jobs,
    };
    let mine = match shard {
        None => None,
        Some(shard) => {
            let keys = super::plan::keys(&context, &katas);
            let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
            let mine = shard.of(&keys, &durations(earlier)?);
            Some(
                mine.into_iter()
                    .map(String::from)
                    .collect::<BTreeSet<String>>(),
            )
        }
    };
    let wants = |key: &str| mine.as_ref().is_none_or(|mine| mine.contains(key));
    let units = work.units(&context.class, &wants)?;
    let failed = work.grade(&context.class, &units)?;
    outcome::write_results(&work, &context.class, &units, out)?;
    let names: Vec<String> = katas.iter().map(|kata| kata.name.clone()).collect();
    let rule = context.late.as_ref().map(|(rule, _)| rule);
    outcome::write_gradebook(&names, rule, out)?;
    outcome::write_failed(&work, &context.class, &failed, out)?;

    let students = units.chunk_by(|a, b| a.student == b.student).count();
    println!(
        "{} units of {students} students are graded: {}",
        units.len() - failed.len(),
        out.display()
    );
    if failed.is_empty() {
        return Ok(Exit::Passed);
    }
    for failed in &failed {
        let student = &context.class.students[failed.unit.student];
        let key = unit::key(&student.file, &katas[failed.unit.kata].name);
        eprintln!(
            "not graded: {key}: {}",
            failed.why.lines().next().unwrap_or_default()
        );
    }
    eprintln!(
        "The machine has failed at {} units; they are no mark. Run the same command again.",
        failed.len()
    );
    Ok(Exit::OurFailure)
}
