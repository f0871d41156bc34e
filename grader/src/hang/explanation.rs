//! What is known of a hang, and what the student is told of it.

use super::{finding::Finding, render::render, student_code::StudentCode};
use crate::result::Place;

/// What is known of a hang.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Explanation {
    /// The likeliest first; `None` if it could not be found out.
    pub(super) findings: Option<Vec<Finding>>,
}

/// What the student is told of a hang; nothing, if nothing is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HangReport {
    /// A few lines for every place.
    pub text: String,
    /// The places, the likeliest first.
    pub places: Vec<Place>,
}

impl Explanation {
    /// The explanation in words.
    pub fn report(&self, code: StudentCode<'_>) -> HangReport {
        let Some(findings) = &self.findings else {
            return HangReport::default();
        };
        let places = findings.iter().filter_map(|found| found.place.clone());
        HangReport {
            text: render(code, findings),
            places: places.collect(),
        }
    }
}
