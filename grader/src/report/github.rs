//! The result for a GitHub Actions job: annotations on the student's lines, and the report in the log.
//!
//! A runner obeys lines of the log that look like commands. What a student wrote or printed is only
//! ever in the data of a command of ours, escaped, or between lines that stop the obeying.

use crate::{
    catalog::{Catalog, Kata},
    report::human,
    result::{CheckResult, KataResult, KataStatus, RunResult},
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
        let verb = if rest == 1 { "is" } else { "are" };
        text.push_str(&format!(
            "::notice title=Not all is shown::{rest} more {verb} in the summary of this job.\n"
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
            let broken = broken.filter(|check| check.is_broken());
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
    if let Some(order) = check
        .orders
        .as_ref()
        .and_then(|orders| orders.failing.as_ref())
    {
        message = format!("{}\n\n{order}", message.trim_end());
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        catalog::example::catalog,
        report::example::{failed, kata, kata_with, passed, run},
        result::Place,
    };
    use kata_protocol::{PictureRow, TimelinePicture};

    const LIB: &str = "exercises/03_tasks_and_waiting/02_wait_for_first/src/lib.rs";

    /// The annotations of some katas, without the report before them.
    fn notes(katas: Vec<KataResult>) -> String {
        annotations(&run(katas), &catalog())
    }

    #[test]
    fn what_passed_or_was_not_begun_is_not_annotated() {
        let all = vec![kata_with(vec![passed("A.")]), kata(KataStatus::NotStarted)];
        assert_eq!(notes(all), "");
    }

    #[test]
    fn a_broken_promise_without_a_place_stands_on_the_first_line_of_the_file() {
        let check = failed("A, first: b.", "It gave 100%.", "Why.");
        assert_eq!(
            notes(vec![kata_with(vec![passed("B."), check])]),
            format!(
                "::error file={LIB},line=1,title=wait_for_first%3A A%2C first%3A b.::It gave 100%25.%0AWhy.\n"
            )
        );
    }

    #[test]
    fn a_broken_promise_stands_on_its_likeliest_line_with_its_picture() {
        let place = |line| Place {
            file: LIB.into(),
            line,
        };
        let check = CheckResult {
            stuck_at: vec![place(7), place(9)],
            picture: Some(TimelinePicture {
                rows: vec![PictureRow {
                    name: "a".into(),
                    bar: "==#".into(),
                    times: "9 ms".into(),
                }],
                ..TimelinePicture::default()
            }),
            ..failed("A.", "It hung.", "")
        };
        assert_eq!(
            notes(vec![kata_with(vec![check])]),
            format!(
                "::error file={LIB},line=7,title=wait_for_first%3A A.::It hung.%0A%0Aa |==# 9 ms\n"
            )
        );
    }

    #[test]
    fn no_kata_hides_the_others() {
        let kata_called = |name: &str, checks: usize| {
            let checks = (0..checks).map(|n| failed(&format!("{n}."), "It hung.", ""));
            KataResult {
                name: name.into(),
                ..kata_with(checks.collect())
            }
        };
        let text = notes(vec![kata_called("a", 20), kata_called("b", 2)]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), MOST_ANNOTATIONS + 1);
        let of_b: Vec<usize> = (0..lines.len())
            .filter(|at| lines[*at].contains("title=b%3A"))
            .collect();
        assert_eq!(of_b, [1, 3]);
        assert_eq!(
            lines[MOST_ANNOTATIONS],
            "::notice title=Not all is shown::12 more are in the summary of this job."
        );
    }

    #[test]
    fn one_annotation_too_many_is_counted_as_one() {
        let check = failed("A.", "It hung.", "");
        let text = notes(vec![kata_with(vec![check; MOST_ANNOTATIONS + 1])]);
        assert!(text.ends_with("::1 more is in the summary of this job.\n"));
    }

    #[test]
    fn a_kata_that_is_not_in_the_catalog_has_no_file() {
        let unknown = KataResult {
            name: "unknown".into(),
            ..kata(KataStatus::Missing)
        };
        assert_eq!(
            notes(vec![unknown]),
            "::error file=,line=1,title=unknown::\n"
        );
    }
}
