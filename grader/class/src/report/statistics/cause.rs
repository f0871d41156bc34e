//! Why an answer fails, as far as the results tell it as data.

use crate::report::class::BrokenChecks;
use grader::result::{CheckResult, Diagnostic, KataResult, KataStatus};

/// Why an answer to a kata fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// The explanation of a check: a misconception.
    Misconception(String),
    /// A promise whose check explains nothing: the check's name.
    Promise(String),
    /// An error of the compiler: its code, or nothing where it has none.
    CompilerError(String),
    /// A `todo!()` is left.
    Unfinished,
    /// What the whole kata says of itself.
    Status(KataStatus),
}

/// What makes causes in several katas one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The same explanation.
    Misconception(String),
    /// The same check of the same kata.
    Promise(usize, String),
    /// The same error.
    CompilerError(String),
    /// A public signature was changed.
    SignatureChanged,
}

impl Cause {
    /// Whether there is something to teach.
    pub fn is_misconception(&self) -> bool {
        self.reason(0).is_some()
    }

    /// What makes it one with causes in other katas, if there is something to teach.
    pub fn reason(&self, kata: usize) -> Option<Reason> {
        match self {
            Cause::Misconception(explanation) => Some(Reason::Misconception(explanation.clone())),
            Cause::Promise(check) => Some(Reason::Promise(kata, check.clone())),
            Cause::CompilerError(code) => Some(Reason::CompilerError(code.clone())),
            Cause::Status(KataStatus::SignatureChanged) => Some(Reason::SignatureChanged),
            Cause::Unfinished | Cause::Status(_) => None,
        }
    }

    /// Why a broken check fails.
    pub fn of_check(check: &CheckResult) -> Self {
        if check.todo.is_some() {
            Self::Unfinished
        } else if check.explanation.is_empty() {
            Self::Promise(check.name.clone())
        } else {
            Self::Misconception(check.explanation.clone())
        }
    }
}

/// The causes of one answer, each with the checks that say so.
pub struct Causes(Vec<(Cause, Vec<String>)>);

impl Causes {
    /// Those of a unit; none if it passes.
    pub fn of(unit: Option<&KataResult>) -> Self {
        let Some(unit) = unit else {
            return Self(vec![(Cause::Status(KataStatus::NotGraded), Vec::new())]);
        };
        match unit.status {
            KataStatus::Passed => Self(Vec::new()),
            KataStatus::Failed => Self::of_checks(unit),
            KataStatus::DoesNotCompile => {
                let code = unit.diagnostics.first().map(error_code).unwrap_or_default();
                Self(vec![(Cause::CompilerError(code.into()), Vec::new())])
            }
            status => Self(vec![(Cause::Status(status), Vec::new())]),
        }
    }

    fn of_checks(unit: &KataResult) -> Self {
        let mut causes: Vec<(Cause, Vec<String>)> = Vec::new();
        for check in BrokenChecks::of(unit).leading {
            let cause = Cause::of_check(check);
            match causes.iter_mut().find(|(other, _)| *other == cause) {
                Some((_, checks)) => checks.push(check.name.clone()),
                None => causes.push((cause, vec![check.name.clone()])),
            }
        }
        Self(causes)
    }
}

impl IntoIterator for Causes {
    type Item = (Cause, Vec<String>);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// The code of an error, such as `E0382`, which stands in brackets at the end of its message; nothing if it has none.
fn error_code(diagnostic: &Diagnostic) -> &str {
    let inside = diagnostic.message.strip_suffix(']');
    let code = inside
        .and_then(|text| text.rsplit_once('['))
        .map_or("", |(_, code)| code);
    let is_code = code.len() == 5
        && code.starts_with('E')
        && code[1..].bytes().all(|byte| byte.is_ascii_digit());
    if is_code { code } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_has_the_code_at_its_end_or_none() {
        let code = |message: &str| {
            let diagnostic = Diagnostic {
                file: String::new(),
                line: 1,
                column: 1,
                level: "error".into(),
                message: message.into(),
            };
            error_code(&diagnostic).to_string()
        };
        assert_eq!(code("use of moved value: `a` [E0382]"), "E0382");
        assert_eq!(code("expected `;`, found `}`"), "");
        assert_eq!(code("no rules expected `[E0€9]"), "");
    }
}
