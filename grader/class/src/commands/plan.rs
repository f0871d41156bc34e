//! `plan`: lists the units of work.

use super::{Context, durations};
use crate::{cli::How, unit};
use anyhow::Result;
use grader::{catalog::Kata, exit_code::Exit};
use std::path::Path;

pub fn run(dir: &Path, how: &How, earlier: Option<&Path>) -> Result<Exit> {
    let context = Context::new(dir, how)?;
    let katas = context.katas(how)?;
    let mut keys = keys(&context, &katas);
    let durations = durations(earlier)?;
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
