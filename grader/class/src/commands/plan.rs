//! `plan`: lists the units of work.

use super::{Context, durations};
use crate::{
    cli::{How, What},
    unit,
};
use anyhow::Result;
use grader::{catalog::Kata, exit_code::Exit};
use std::path::{Path, PathBuf};

pub fn run(dir: &Path, how: How, earlier: Option<PathBuf>) -> Result<Exit> {
    let what = What {
        dir: dir.into(),
        how,
        shard: None,
        durations: earlier,
        export: Vec::new(),
    };
    let context = Context::new(&what, None)?;
    let mut keys = keys(&context, &context.katas());
    let durations = durations(what.durations.as_deref())?;
    if !durations.is_empty() {
        let duration = |key: &String| durations.get(key).copied().unwrap_or_default();
        keys.sort_by_key(|key| (u64::MAX - duration(key), key.clone()));
    }
    for key in keys {
        println!("{key}");
    }
    Ok(Exit::Passed)
}

/// The names of all units, student by student.
pub fn keys(context: &Context, katas: &[&Kata]) -> Vec<String> {
    let students = context.class.students.iter();
    let of_student = |student: &crate::students::Student| {
        let katas = katas.iter();
        let keys: Vec<String> = katas
            .map(|kata| unit::key(&student.file, &kata.name))
            .collect();
        keys
    };
    students.flat_map(of_student).collect()
}
