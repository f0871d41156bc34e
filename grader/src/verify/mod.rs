//! Proves that a kata's checks are right: they accept every right answer we know and reject every
//! typical mistake, each by its own check and with words about that very mistake.

pub mod samples;

use crate::{
    catalog::{
        Catalog, Kata,
        checks::{CheckSpec, Form},
    },
    compile::Entry,
    grader::Grader,
    rejection::{Failure, Rejection, RejectionKind},
    result::{CheckResult, CheckStatus},
    util::{files::entries, parallel::in_parallel, progress_bar::Progress},
    verify::samples::{Expected, MistakeHeader, Sample},
    workspace::Workspace,
};
use anyhow::{Context as _, Result};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

/// What was proven of one kata.
#[derive(Debug, Default)]
pub struct KataReport {
    /// The kata's name.
    pub kata: String,
    /// Right answers that passed, the reference solution among them.
    pub correct: Ratio,
    /// Whether the stub passes no check.
    pub stub: Ratio,
    /// Mistakes that were caught by their own check, with the right words.
    pub mistakes: Ratio,
    /// Checks that catch at least one mistake.
    pub checks: Ratio,
    /// What is wrong, in words for the kata's author.
    pub problems: Vec<String>,
}

/// How many of how many.
#[derive(Debug, Default, Clone, Copy)]
pub struct Ratio {
    /// Those that are as they should be.
    pub passed: usize,
    /// All.
    pub total: usize,
}

/// The fewest other right answers, and the fewest mistakes, that a kata comes with.
const LEAST_CORRECT: usize = 2;
const LEAST_MISTAKES: usize = 5;

/// Proves `katas`; every right answer is run `repeat` times.
pub fn prove(
    grader: &Grader,
    katas: &[&Kata],
    repeat: u32,
    jobs: usize,
) -> Result<Vec<KataReport>> {
    let mut answers = Vec::new();
    let mut proofs = BTreeMap::new();
    for kata in katas {
        let of_kata = samples::of(kata)
            .with_context(|| format!("failed to read the answers of {}", kata.name))?;
        proofs.insert(kata.name.clone(), first_proof(kata, &of_kata));
        answers.extend(of_kata);
    }
    grader.tools.compiler()?;
    let progress = Progress::start("verifying", answers.len());
    // Twice as many as there are jobs, because a mistake that hangs waits more than it works.
    let groups: Vec<&[Sample<'_>]> = answers
        .chunk_by(together)
        .flat_map(|same| same.chunks(MOST_TOGETHER))
        .collect();
    let problems = in_parallel(&groups, jobs * 2, |group| {
        let problems = try_group(grader, group, repeat);
        for answer in *group {
            progress.done(&format!("{} {}", answer.kata.name, answer.name));
        }
        problems
    });
    drop(progress);
    let mut all = Vec::new();
    for of_group in problems {
        all.extend(of_group?);
    }
    let problems = all;
    for (answer, problems) in answers.iter().zip(problems) {
        let proof = proofs
            .get_mut(&answer.kata.name)
            .context("failed to find a proof")?;
        let ratio = match &answer.expected {
            Expected::AllPass => &mut proof.correct,
            Expected::NonePasses => &mut proof.stub,
            Expected::Caught(_) => &mut proof.mistakes,
        };
        ratio.total += 1;
        ratio.passed += usize::from(problems.is_empty());
        let place = format!("{} {}", answer.kata.name, answer.name);
        proof.problems.extend(
            problems
                .into_iter()
                .map(|problem| format!("{place}: {problem}")),
        );
    }
    Ok(katas
        .iter()
        .filter_map(|kata| proofs.remove(&kata.name))
        .collect())
}

/// What can be said before anything is run: is there enough to prove anything with?
fn first_proof(kata: &Kata, answers: &[Sample<'_>]) -> KataReport {
    let caught_by: BTreeSet<&str> = answers
        .iter()
        .filter_map(|answer| match &answer.expected {
            Expected::Caught(header) => Some(header.caught_by.as_str()),
            _ => None,
        })
        .collect();
    let count =
        |wanted: fn(&Expected) -> bool| answers.iter().filter(|a| wanted(&a.expected)).count();
    let correct = count(|e| matches!(e, Expected::AllPass)).saturating_sub(1);
    let mistakes = count(|e| matches!(e, Expected::Caught(_)));
    let mut problems = Vec::new();
    if correct < LEAST_CORRECT {
        problems.push(format!(
            "{}: {correct} right answers in correct/, at least {LEAST_CORRECT} are needed",
            kata.name
        ));
    }
    if mistakes < LEAST_MISTAKES {
        problems.push(format!(
            "{}: {mistakes} wrong answers in mistakes/, at least {LEAST_MISTAKES} are needed",
            kata.name
        ));
    }
    let idle = kata
        .checks
        .iter()
        .filter(|check| !caught_by.contains(check.name.as_str()));
    let idle: Vec<String> = idle.map(|check| check.name.clone()).collect();
    for check in &idle {
        problems.push(format!(
            "{}: the check `{check}` catches no mistake: add one that only it can catch",
            kata.name
        ));
    }
    let checks = Ratio {
        passed: kata.checks.len() - idle.len(),
        total: kata.checks.len(),
    };
    KataReport {
        kata: kata.name.clone(),
        checks,
        problems,
        ..KataReport::default()
    }
}

/// So many answers make one program.
const MOST_TOGETHER: usize = 8;

/// Whether two answers may be tried in one program: mistakes of one kata, each caught by a check that
/// calls its library.
fn together(a: &Sample<'_>, b: &Sample<'_>) -> bool {
    let own_check = |answer: &Sample<'_>| {
        let check = answer.own_check();
        check.is_some_and(|check| matches!(check.form, Form::Async | Form::Plain))
    };
    a.kata.name == b.kata.name && own_check(a) && own_check(b)
}

/// What is wrong with the verdicts on these answers, in their order.
fn try_group(grader: &Grader, group: &[Sample<'_>], repeat: u32) -> Result<Vec<Vec<String>>> {
    let numbered = group.iter().enumerate();
    let entries: Option<Vec<Entry<'_>>> = numbered
        .map(|(number, answer)| Entry::new(number, &answer.files, answer.own_check()?))
        .collect();
    if let (Some(entries), [first, _, ..]) = (entries, group)
        && let Some(results) = grader.tools.check_batch(first.kata, &entries)?
    {
        let verdicts = group.iter().zip(&results);
        let problems = verdicts.map(|(answer, result)| match &answer.expected {
            Expected::Caught(header) => caught(header, result).err().into_iter().collect(),
            _ => Vec::new(),
        });
        return Ok(problems.collect());
    }
    group
        .iter()
        .map(|answer| try_answer(grader, answer, repeat))
        .collect()
}

/// What is wrong with the verdict on one answer; nothing, if it is as expected.
fn try_answer(grader: &Grader, answer: &Sample<'_>, repeat: u32) -> Result<Vec<String>> {
    let kata = answer.kata;
    let concerned = |(_, check): &(usize, &CheckSpec)| answer.expected.concerns(&check.name);
    let checks = kata.checks.iter().enumerate().filter(concerned);
    let (indices, mut checks): (Vec<usize>, Vec<&CheckSpec>) = checks.unzip();
    if checks.is_empty() {
        // A mistake that the compiler must catch: compile all that there is.
        checks = kata.checks.iter().collect();
    }
    let built = grader
        .tools
        .with_answer(kata, &answer.files, &checks, |checker| {
            let all_pass = matches!(answer.expected, Expected::AllPass);
            let rounds = if all_pass { repeat } else { 1 };
            let mut results = Vec::new();
            for _ in 0..rounds {
                checker.start_over();
                for index in &indices {
                    results.push(checker.check(*index)?);
                }
            }
            Ok(results)
        });
    let built = match built {
        Ok(results) => Ok(results),
        Err(Failure::Student(rejection)) => Err(rejection),
        Err(Failure::Ours(error)) => return Err(error),
    };
    Ok(match (&answer.expected, built) {
        (Expected::Caught(header), Ok(results)) => match results.first() {
            Some(result) => caught(header, result).err().into_iter().collect(),
            None => vec![format!("compiles, but should be `{}`", header.caught_by)],
        },
        (Expected::Caught(header), Err(rejection)) => {
            rejected(header, &rejection).err().into_iter().collect()
        }
        (_, Err(rejection)) => {
            vec![format!("should compile, but:\n{}", rejection.message())]
        }
        (Expected::AllPass, Ok(results)) => results
            .iter()
            .filter(|result| result.status != CheckStatus::Passed)
            .map(|result| format!("should pass `{}`, but:\n{}", result.name, result.message()))
            .collect(),
        (Expected::NonePasses, Ok(results)) => results
            .iter()
            .filter(|result| result.status == CheckStatus::Passed)
            .map(|result| format!("should fail every check, but passes `{}`", result.name))
            .collect(),
    })
}

fn caught(header: &MistakeHeader, result: &CheckResult) -> Result<(), String> {
    match result.status {
        CheckStatus::Passed => Err(format!("passes `{}`, which should catch it", result.name)),
        _ => has_words(header, &result.message()),
    }
}

fn rejected(header: &MistakeHeader, rejection: &Rejection) -> Result<(), String> {
    let status = match rejection.kind {
        RejectionKind::DoesNotCompile | RejectionKind::TakesTooLong => "does_not_compile",
        RejectionKind::ApiChanged => "signature_changed",
    };
    let message = rejection.message();
    if status == header.caught_by {
        return has_words(header, &message);
    }
    Err(format!(
        "should be caught by `{}`, but is `{status}`:\n{message}",
        header.caught_by
    ))
}

fn has_words(header: &MistakeHeader, message: &str) -> Result<(), String> {
    let plain_words = |text: &str| {
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase()
    };
    if plain_words(message).contains(&plain_words(&header.message)) {
        return Ok(());
    }
    Err(format!(
        "is caught, but the message does not say `{}`:\n{message}\n(the misconception: {})",
        header.message, header.misconception
    ))
}

/// Folders that look like a part of a kata whose other parts are not there.
pub fn orphans(workspace: &Workspace, catalog: &Catalog) -> Result<Vec<String>> {
    let shown = |folder: &Path| {
        let inside = folder.strip_prefix(workspace.root()).unwrap_or(folder);
        inside.display().to_string()
    };
    let mut problems = Vec::new();
    for kind in ["exercises", "solutions"] {
        for chapter in folders(&workspace.root().join(kind))? {
            for folder in folders(&chapter)? {
                if is_orphan(&folder, workspace, catalog) {
                    problems.push(format!(
                        "{} belongs to no kata: it needs its folders in exercises, solutions and grader/katas",
                        shown(&folder)
                    ));
                }
            }
        }
    }
    for folder in folders(catalog.folder())? {
        if !catalog.all().any(|kata| kata.folder == folder) {
            problems.push(format!("{} belongs to no exercise", shown(&folder)));
        }
    }
    Ok(problems)
}

/// Whether an exercise or a solution has no other part. What does not begin with a number is neither, and
/// a catalog of one's own may have fewer katas.
fn is_orphan(folder: &Path, workspace: &Workspace, catalog: &Catalog) -> bool {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let Some((_, kata)) = name
        .split_once('_')
        .filter(|(number, _)| number.parse::<u32>().is_ok())
    else {
        return false;
    };
    let known = |kata: &Kata| kata.solution.ends_with(&*name) && kata.exercise.ends_with(&*name);
    let elsewhere = catalog.folder() != workspace.katas() && workspace.katas().join(kata).is_dir();
    !catalog.all().any(known) && !elsewhere
}

fn folders(parent: &Path) -> Result<Vec<PathBuf>> {
    Ok(entries(parent)?
        .into_iter()
        .filter(|path| path.is_dir())
        .collect())
}

/// The proofs as a table, a kata a line.
pub fn table(proofs: &[KataReport]) -> String {
    let width = proofs
        .iter()
        .map(|proof| proof.kata.len())
        .max()
        .unwrap_or(0);
    let mut text = format!(
        "{:<width$}  {:>9} {:>9} {:>9} {:>9}\n",
        "kata", "correct", "stub", "mistakes", "checks"
    );
    for proof in proofs {
        let show = |ratio: Ratio| format!("{}/{}", ratio.passed, ratio.total);
        let cells = [proof.correct, proof.stub, proof.mistakes, proof.checks].map(show);
        let [correct, stub, mistakes, checks] = cells;
        let sign = if proof.problems.is_empty() {
            "✓"
        } else {
            "✗"
        };
        let name = &proof.kata;
        text.push_str(&format!(
            "{name:<width$}  {correct:>9} {stub:>9} {mistakes:>9} {checks:>9}  {sign}\n"
        ));
    }
    text
}
