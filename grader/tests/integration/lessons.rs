//! The lessons: what they promise is checked, what is needed was shown, and all of them are as easy to read.
//!
//! `cargo test -p grader lessons -- --nocapture` prints the numbers of every text.

mod names;
mod prose;

use crate::{repository::katas, support::root};
use grader::catalog::{Catalog, Kata};
use std::{collections::BTreeSet, fs};

/// A lesson: a README of a chapter or of a kata, with the hints of that kata.
struct Lesson<'a> {
    /// The README, relative to the repository.
    place: String,
    readme: String,
    /// The kata, if it is one's.
    kata: Option<&'a Kata>,
}

/// All lessons in the order in which students read them.
fn lessons(katas: &Catalog) -> Vec<Lesson<'_>> {
    let lesson = |folder: &str, kata| {
        let place = format!("{folder}/README.md");
        Lesson {
            readme: fs::read_to_string(root().join(&place)).expect("the lesson is there"),
            place,
            kata,
        }
    };
    let mut lessons = vec![lesson("exercises", None)];
    let mut chapter = "";
    for kata in katas.all() {
        if kata.chapter != chapter {
            chapter = &kata.chapter;
            lessons.push(lesson(&format!("exercises/{chapter}"), None));
        }
        lessons.push(lesson(&kata.exercise, Some(kata)));
    }
    lessons
}

/// The numbers of the promises in a kata's README.
fn promises_of(readme: &str) -> BTreeSet<u32> {
    let (_, section) = readme
        .split_once("\n## What is promised\n")
        .expect("a README says what is promised");
    let section = section.split("\n## ").next().unwrap_or_default();
    let numbers = section
        .lines()
        .filter_map(|line| line.split_once(". ")?.0.parse().ok());
    numbers.collect()
}

#[test]
fn every_promise_has_a_check_and_every_check_is_about_a_promise() {
    let katas = katas();
    let mut problems = Vec::new();
    for lesson in lessons(&katas) {
        let Some(kata) = lesson.kata else { continue };
        let promised = promises_of(&lesson.readme);
        let mut checked = BTreeSet::new();
        for check in &kata.checks {
            if check.promise_numbers.is_empty() {
                problems.push(format!(
                    "{}: `{}` has no `Promises:`",
                    kata.name, check.name
                ));
            }
            checked.extend(check.promise_numbers.iter().copied());
        }
        let unchecked: Vec<_> = promised.difference(&checked).collect();
        let unknown: Vec<_> = checked.difference(&promised).collect();
        if !unchecked.is_empty() || !unknown.is_empty() {
            problems.push(format!(
                "{}: no check is about {unchecked:?}, and the README has no {unknown:?}",
                kata.name
            ));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn references_use_nothing_that_no_lesson_has_shown() {
    let katas = katas();
    let mut shown = names::Names::basic();
    let mut problems = Vec::new();
    for lesson in lessons(&katas) {
        shown.learn_from_prose(&lesson.readme);
        let Some(kata) = lesson.kata else { continue };
        for text in kata.stub.values() {
            shown.learn_from_code(text);
        }
        let [first_hint, others @ ..] = &kata.settings.hints;
        shown.learn_from_hint(first_hint);
        let reference = kata.reference().expect("the reference can be read");
        let unknown = names::used_in(reference.values()).into_iter();
        let unknown: Vec<String> = unknown.filter(|name| !shown.has(name)).collect();
        if !unknown.is_empty() {
            problems.push(format!("{}: {}", kata.name, unknown.join(", ")));
        }
        for hint in others {
            shown.learn_from_hint(hint);
        }
    }
    assert!(
        problems.is_empty(),
        "No lesson up to the kata, and not its first hint, shows these in code:\n{}",
        problems.join("\n")
    );
}

#[test]
fn texts_are_short_and_plain() {
    let katas = katas();
    let mut problems = Vec::new();
    let mut report = |name: &str, text: &str, most: prose::Most| {
        let figures = prose::Figures::of(text);
        println!("{name}: {figures}");
        problems.extend(
            most.exceeded_by(&figures)
                .map(|what| format!("{name}: {what}")),
        );
    };
    for lesson in lessons(&katas) {
        report(&lesson.place, &lesson.readme, prose::Most::OF_A_README);
        let Some(kata) = lesson.kata else { continue };
        for (number, hint) in (1..).zip(&kata.settings.hints) {
            let name = format!("{}, hint {number}", kata.name);
            report(&name, hint, prose::Most::OF_A_HINT);
        }
        for message in messages(kata) {
            report(
                &format!("{}, a message", kata.name),
                &message,
                prose::Most::OF_A_MESSAGE,
            );
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// What a kata's checks say: the texts in them that are sentences.
fn messages(kata: &Kata) -> Vec<String> {
    let Ok(source) = kata.check_functions() else {
        return Vec::new();
    };
    let texts = names::texts_in(source).into_iter();
    texts
        .filter(|text| text.ends_with('.') && text.contains(' '))
        .collect()
}

#[test]
fn words_are_used_after_a_lesson_has_introduced_them() {
    let katas = katas();
    let lessons = lessons(&katas);
    let mut problems = Vec::new();
    for (at, lesson) in lessons.iter().enumerate() {
        for word in prose::words_introduced_in(&lesson.readme) {
            let earlier = lessons[1.min(at)..at].iter();
            let first = earlier
                .clone()
                .find(|earlier| prose::introduces(&earlier.readme, &word));
            if first.is_some() {
                continue;
            }
            for earlier in earlier {
                let hints = earlier.kata.iter().flat_map(|kata| &kata.settings.hints);
                let mut texts = hints.chain([&earlier.readme]);
                if texts.any(|text| prose::uses(text, &word)) {
                    problems.push(format!(
                        "{} uses \"{word}\", which only {} explains",
                        earlier.place, lesson.place
                    ));
                }
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
