//! A small kata and samples of it, for unit tests.

use super::samples::{Expected, MistakeHeader, Sample, SampleName};
use crate::{
    catalog::{CheckSource, Kata, checks, example},
    submission::Files,
};

/// A kata with the checks `keeps` and `runs`.
pub(super) fn kata() -> Kata {
    let source = "/// It keeps.\nfn keeps() {}\n\n/// It runs.\nasync fn runs() {}\n";
    Kata {
        name: "small".into(),
        checks: checks::parse(source).expect("it has checks"),
        check_source: CheckSource::Functions(source.into()),
        ..example::kata()
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
