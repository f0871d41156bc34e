//! Katas for the tests of modules that are given one.

use super::{
    Catalog, CheckSource, Clock, Kata, KataSettings, checks,
    variants::{CodeVariants, Variant},
};
use crate::submission::Files;
use std::path::PathBuf;

const CHECKS: &str = "
/// The first one wins.
/// Points: 2
async fn first_wins() {}

/// The others stop.
async fn others_stop() {}

/// Nothing is no winner.
fn nothing() {}
";

/// A kata with three checks, whose exercise is one library.
pub fn kata() -> Kata {
    let checks = checks::parse(CHECKS).expect("the checks can be read");
    Kata {
        name: "wait_for_first".into(),
        chapter: "03_tasks_and_waiting".into(),
        chapter_title: " 3  Tasks and waiting".into(),
        exercise: "exercises/03_tasks_and_waiting/02_wait_for_first".into(),
        folder: PathBuf::new(),
        solution: PathBuf::new(),
        settings: KataSettings {
            title: "Take the first result".into(),
            points: checks.iter().map(|check| check.points).sum(),
            time_limit_s: 5,
            clock: Clock::Paused,
            needs: Vec::new(),
            edits: vec!["src".into()],
            hints: Default::default(),
        },
        check_source: CheckSource::Functions(CHECKS.into()),
        checks,
        stub: Files::from([(
            "src/lib.rs".into(),
            "pub fn first() -> u8 {\n    todo!()\n}\n".into(),
        )]),
    }
}

/// A kata whose answer is a file of tests, for code with two correct variants and two mutants.
pub fn kata_of_tests() -> Kata {
    let variant = |name: &str, does: &str| Variant {
        name: name.into(),
        does: does.into(),
        source: String::new(),
    };
    let variants = CodeVariants {
        correct: vec![
            variant("given", "is the given code"),
            variant("polls_twice", "polls twice"),
        ],
        mutants: vec![
            variant("ignores_the_limit", "ignores the limit"),
            variant("takes_the_last", "takes the last one"),
        ],
        dispatcher: String::new(),
    };
    let checks = variants.checks();
    let kata = kata();
    Kata {
        settings: KataSettings {
            points: checks.iter().map(|check| check.points).sum(),
            edits: vec!["tests".into()],
            ..kata.settings
        },
        check_source: CheckSource::Variants(variants),
        stub: [("tests/poll.rs".to_string(), String::new())].into(),
        checks,
        ..kata
    }
}

/// A catalog of the kata with three checks.
pub fn catalog() -> Catalog {
    Catalog {
        folder: PathBuf::new(),
        katas: vec![kata()],
    }
}
