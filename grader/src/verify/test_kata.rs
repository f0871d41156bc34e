//! A small kata and samples of it, for unit tests.

use super::samples::{Expected, MistakeHeader, Sample, SampleName};
use crate::{
    catalog::{Clock, Kata, KataSettings, checks},
    submission::Files,
};

/// A kata with the checks `keeps` and `runs`.
pub(super) fn kata() -> Kata {
    let checks_source = "/// It keeps.\nfn keeps() {}\n\n/// It runs.\nasync fn runs() {}\n";
    Kata {
        name: "small".into(),
        chapter: "01_chapter".into(),
        chapter_title: "1  Chapter".into(),
        exercise: "exercises/01_chapter/01_small".into(),
        folder: "grader/katas/small".into(),
        solution: "solutions/01_chapter/01_small".into(),
        settings: KataSettings {
            title: "A small kata".into(),
            points: 2,
            time_limit_s: 5,
            clock: Clock::Paused,
            needs: Vec::new(),
            edits: vec!["src".into()],
            hints: ["one", "two", "three"].map(String::from),
        },
        checks: checks::parse(checks_source).expect("it has checks"),
        checks_source: checks_source.into(),
        variants: None,
        stub: Files::new(),
    }
}

/// The reference solution of `kata`.
pub(super) fn reference(kata: &Kata) -> Sample<'_> {
    Sample {
        kata,
        name: SampleName::Reference,
        files: Files::new(),
        expected: Expected::AllPass,
    }
}

/// A mistake in `kata` that this check, or status, must catch.
pub(super) fn mistake<'a>(kata: &'a Kata, caught_by: &str) -> Sample<'a> {
    Sample {
        kata,
        name: SampleName::File(format!("mistakes/{caught_by}.rs")),
        files: Files::new(),
        expected: Expected::Caught(MistakeHeader {
            misconception: "It needs nothing.".into(),
            caught_by: caught_by.into(),
            message: "needs something".into(),
        }),
    }
}
