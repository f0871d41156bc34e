//! The result for a GitHub Actions job: annotations on the student's lines, and the report in the log.
//!
//! A runner obeys lines of the log that look like commands. What a student wrote or printed is only
//! ever in the data of a command of ours, escaped, or between lines that stop the obeying.

use crate::{
    catalog::{Catalog, Kata},
    report::human,
    result::{CheckResult, CheckStatus, KataResult, KataStatus, RunResult},
    util::text::{inert, plain},
};

/// A step may annotate this much; the rest is cut by GitHub without a word.
const MOST_ANNOTATIONS: usize = 10;
/// Characters of an annotation's message.
const MOST_CHARACTERS: usize = 4096;

/// The log of the job. `token` switches commands off and on again: nobody may be able to guess it.
pub fn log(result: &RunResult, catalog: &Catalog, token: &str) -> String {
    let report = inert(&plain(&human::report(result, catalog).to_text()));
    let notes = annotations(result, catalog);
    format!("::stop-commands::{token}\n{report}::{token}::\n{notes}")
}

/// A place in a student's files, and what is wrong there.
struct Annotation {
    file: String,
    line: u32,
    title: String,
    message: String,
}

/// One annotation for each kata first, then their second ones, so that no kata hides the others.
fn annotations(result: &RunResult, catalog: &Catalog) -> String {
    let of_katas: Vec<Vec<Annotation>> = result
        .katas
        .iter()
        .map(|kata| of_kata(kata, catalog.all().find(|known| known.name == kata.name)))
        .collect();
    let longest = of_katas.iter().map(Vec::len).max().unwrap_or_default();
    let in_turn = (0..longest).flat_map(|turn| of_katas.iter().flat_map(move |all| all.get(turn)));
    let all: Vec<&Annotation> = in_turn.collect();
    let mut text: String = all
        .iter()
        .take(MOST_ANNOTATIONS)
        .map(|a| a.command())
        .collect();
    if all.len() > MOST_ANNOTATIONS {
        let rest = all.len() - MOST_ANNOTATIONS;
        text.push_str(&format!(
            "::notice title=Not all is shown::{rest} more are in the summary of this job.\n"
        ));
    }
    text
}

fn of_kata(result: &KataResult, kata: Option<&Kata>) -> Vec<Annotation> {
    let file = kata.map_or_else(String::new, first_file);
    let whole = |message: &str| Annotation {
        file: file.clone(),
        line: 1,
        title: result.name.clone(),
        message: message.to_string(),
    };
    match result.status {
        KataStatus::Passed | KataStatus::NotStarted => Vec::new(),
        KataStatus::Failed => {
            let broken = result.checks.iter();
            let broken = broken.filter(|check| check.status != CheckStatus::Passed);
            broken.map(|check| of_check(result, check, &file)).collect()
        }
        _ if result.diagnostics.is_empty() => vec![whole(&result.message())],
        _ => {
            let diagnostics = result.diagnostics.iter();
            diagnostics
                .map(|diagnostic| Annotation {
                    file: diagnostic.file.clone(),
                    line: diagnostic.line,
                    ..whole(&diagnostic.message)
                })
                .collect()
        }
    }
}

fn of_check(result: &KataResult, check: &CheckResult, file: &str) -> Annotation {
    let (file, line) = match check.stuck_at.first() {
        Some(place) => (place.file.clone(), place.line),
        None => (file.to_string(), 1),
    };
    let mut message = check.message();
    if let Some(picture) = &check.picture {
        message = format!("{}\n\n{picture}", message.trim_end());
    }
    Annotation {
        file,
        line,
        title: format!("{}: {}", result.name, check.promise),
        message,
    }
}

/// The file of the exercise that an annotation without a better place is put on.
fn first_file(kata: &Kata) -> String {
    let file = kata.stub.keys().next().map_or("", String::as_str);
    format!("{}/{file}", kata.exercise)
}

impl Annotation {
    fn command(&self) -> String {
        let message: String = plain(&self.message)
            .trim_end()
            .chars()
            .take(MOST_CHARACTERS)
            .collect();
        format!(
            "::error file={},line={},title={}::{}\n",
            property(&self.file),
            self.line,
            property(&self.title),
            data(&message)
        )
    }
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
