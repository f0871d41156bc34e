//! `editor`: what rust-analyzer runs in the place of `cargo check`, so that failing promises are shown in the editor.

use super::{
    cli::Common,
    context::{Context, KataState, Work},
    next,
};
use crate::{
    catalog::Kata,
    editor::{
        Answer, CargoLine,
        cargo_check::{self, CargoCheck, FilesWithErrors},
    },
    exit_code::Exit,
    process::{Running, tied},
    result::{KataResult, KataStatus},
    submission::{Files, Reading},
    util::parallel::in_parallel,
    workspace::Workspace,
};
use anyhow::{Context as _, Result};
use std::{
    cmp::Reverse,
    env, fs,
    path::{Path, PathBuf},
    thread,
    time::{Duration, SystemTime},
};

/// The pause between two looks at what another process grades.
const A_MOMENT: Duration = Duration::from_millis(10);

pub fn run(common: &Common) -> Result<Exit> {
    if !tied::is_tied() {
        return run_tied(common.words());
    }
    // Nothing of a submission is ever given to cargo.
    let check = match common.submission {
        None => Some(CargoCheck::start(&Workspace::find()?)?),
        Some(_) => None,
    };
    let finish = |check: Option<CargoCheck>| check.map(CargoCheck::finish).transpose();
    let context = match Context::new(common, Work::Grading) {
        Ok(context) => context,
        Err(error) => {
            // rustc's own errors are worth having without any others.
            finish(check)?;
            return Err(error);
        }
    };
    let answers = grade_all(&context, check.as_ref(), common.no_cache);
    let errors = finish(check)?.unwrap_or_default();
    let answers = answers?;
    for answer in &answers {
        answer.tell_what_rustc_does_not(&errors);
    }
    if common.submission.is_none() && answers.iter().all(|answer| answer.read.known.is_some()) {
        // There is time to build the kit, so that the first save does not wait for it. Why it cannot be built is told
        // when it is needed.
        let built = context.grader.tools.compiler();
        tracing::info!("the kit can be used: {}", built.is_ok());
    }
    Ok(Exit::Passed)
}

/// Does the work in another process, and ends as that does. rust-analyzer kills this one when a file is saved again;
/// the other one then ends the programs of checks, too.
fn run_tied(options: &[PathBuf]) -> Result<Exit> {
    let program = env::current_exe().context("failed to find the grader's own file")?;
    let mut worker = Running::start(tied::command(&program).arg("editor").args(options))?;
    // As long as it is open the other process goes on.
    let _tie = worker.child.stdin.take();
    let status = worker.reap()?;
    Ok(if status.success() {
        Exit::Passed
    } else {
        Exit::OurFailure
    })
}

/// What was read as an answer to a kata.
struct ReadAnswer<'a> {
    kata: &'a Kata,
    reading: Reading,
    /// When one of its files was changed last.
    saved_at: Option<SystemTime>,
    /// What earlier runs say of it. That may be a time-out, which would take as long again at every save of any kata.
    known: Option<KataResult>,
}

/// An answer and its result.
struct GradedAnswer<'a> {
    read: ReadAnswer<'a>,
    result: KataResult,
}

/// Reads the answers to all katas, those first that take no time, then the one that was saved last: somebody looks at
/// that. Of this one a time-out is not believed, and where answers are wanted `afresh` nothing is.
fn read_all(context: &Context, afresh: bool) -> Result<Vec<ReadAnswer<'_>>> {
    let mut answers = Vec::new();
    for kata in context.catalog.all() {
        let reading = kata.read_from(&context.answers)?;
        answers.push(ReadAnswer {
            kata,
            saved_at: saved_at(&context.answers.join(&kata.exercise), files_of(&reading)),
            known: context.grader.known(kata, &reading),
            reading,
        });
    }
    let saved_last = answers.iter().map(|answer| answer.saved_at).max().flatten();
    for answer in &mut answers {
        let is_wanted = afresh || answer.saved_at == saved_last;
        if is_wanted && context.grader.must_compile(answer.kata, &answer.reading) {
            answer.known = None;
        }
    }
    answers.sort_by_key(|answer| (answer.known.is_none(), Reverse(answer.saved_at)));
    Ok(answers)
}

/// When one of `files` in `folder` was changed last.
fn saved_at(folder: &Path, files: &Files) -> Option<SystemTime> {
    let saved = files.keys().filter_map(|file| {
        let data = fs::metadata(folder.join(file)).ok()?;
        data.modified().ok()
    });
    saved.max()
}

/// Tells of all katas: at once where the result is known, else when it is. Then of the one that is next.
fn grade_all<'a>(
    context: &'a Context,
    check: Option<&CargoCheck>,
    afresh: bool,
) -> Result<Vec<GradedAnswer<'a>>> {
    let answers = read_all(context, afresh)?;
    let results = in_parallel(&answers, context.jobs, |read| {
        let known = read.known.clone();
        let result = known.unwrap_or_else(|| grade(context, check, read));
        tell(&read.shown().verdict(&result));
        result
    });
    let graded = answers.into_iter().zip(results);
    let mut graded: Vec<_> = graded
        .map(|(read, result)| GradedAnswer { read, result })
        .collect();
    graded.sort_by(|a, b| a.read.kata.exercise.cmp(&b.read.kata.exercise));
    tell_what_is_next(&graded);
    Ok(graded)
}

/// Grades an answer, or waits for `watch` if that does it at this moment. A time-out beside `cargo check` may be the
/// machine's, so it is not believed.
fn grade(context: &Context, check: Option<&CargoCheck>, read: &ReadAnswer<'_>) -> KataResult {
    let ReadAnswer { kata, reading, .. } = read;
    let mut others_result = None;
    while context.grader.tools.are_in_use(kata, files_of(reading)) {
        thread::sleep(A_MOMENT);
        others_result = context.grader.known(kata, reading);
    }
    let result = others_result.unwrap_or_else(|| context.grader.grade(kata, reading));
    let is_busy = || check.is_some_and(CargoCheck::is_running);
    if !(is_busy() && context.grader.must_compile(kata, reading)) {
        return result;
    }
    while is_busy() {
        thread::sleep(A_MOMENT);
    }
    context.grader.grade(kata, reading)
}

/// Shows where to go on, unless something that was begun fails.
fn tell_what_is_next(answers: &[GradedAnswer<'_>]) {
    let states = answers.iter().map(|answer| KataState {
        kata: answer.read.kata,
        result: Some(answer.result.clone()),
    });
    let states: Vec<KataState<'_>> = states.collect();
    let next = next::up(&states).filter(|next| next.is_untouched());
    let is_next =
        |read: &&ReadAnswer<'_>| next.is_some_and(|next| next.kata.name == read.kata.name);
    if let Some(read) = answers.iter().map(|answer| &answer.read).find(is_next) {
        tell(&[read.shown().next()]);
    }
}

impl ReadAnswer<'_> {
    fn shown(&self) -> Answer<'_> {
        Answer::new(self.kata, files_of(&self.reading))
    }
}

impl GradedAnswer<'_> {
    /// Tells why the answer cannot be checked, if cargo has said nothing of it: it has unsafe code, or an error that
    /// only the checks bring to light.
    fn tell_what_rustc_does_not(&self, errors: &FilesWithErrors) {
        let Self { read, result } = self;
        if result.status == KataStatus::DoesNotCompile && !errors.any_in(&read.kata.exercise) {
            tell(&read.shown().rejection(result));
        }
    }
}

/// The files that were read.
fn files_of(reading: &Reading) -> &Files {
    static NONE: Files = Files::new();
    match reading {
        Reading::Files(files) => files,
        Reading::Missing(_) | Reading::Elsewhere(_) | Reading::Refused(_) => &NONE,
    }
}

/// Writes lines for rust-analyzer, with nothing between them.
fn tell(lines: &[CargoLine]) {
    let mut text = Vec::new();
    for line in lines {
        // Strings and numbers can always be written.
        if serde_json::to_writer(&mut text, line).is_ok() {
            text.push(b'\n');
        }
    }
    cargo_check::write(&text);
}
