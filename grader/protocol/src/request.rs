//! What the grader asks of the program with a kata's checks, on its stdin.

use crate::{Key, from_hex, hex};
use std::{
    fmt,
    path::{Path, PathBuf},
    time::Duration,
};

/// What the program is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// Run one check.
    Check(CheckRequest),
    /// Print what these addresses stand for, as a [`SymbolTable`](crate::SymbolTable).
    Symbolize(Vec<String>),
}

/// One check to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckRequest {
    /// What the outcome is to be signed with.
    pub key: Key,
    /// The check's name.
    pub check: String,
    /// The file for the signed outcome. It is not there yet, and is made before the check begins.
    pub outcome_file: PathBuf,
    /// The clock of an `async fn` check.
    pub clock: Clock,
    /// The time after which the watchdog ends the check, to the millisecond.
    pub time_limit: Duration,
    /// The choices of an order of its threads that is to be shown, instead of searching through all.
    pub order: Option<Vec<usize>>,
    /// What the output begins with of a student's program that could not be started.
    pub not_started_mark: String,
    /// How to start the student's program, with its first arguments; empty where there is none.
    pub start_program_with: Vec<PathBuf>,
}

/// The clock that an `async fn` check runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// tokio's virtual clock.
    Paused,
    /// Wall time.
    Real,
}

/// A path that cannot be passed on, because it is no text of one line.
#[derive(Debug, PartialEq, Eq)]
pub struct NotText(pub PathBuf);

impl fmt::Display for NotText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the path {} is no text of one line", self.0.display())
    }
}

impl std::error::Error for NotText {}

const CHECK: &str = "check";
const SYMBOLIZE: &str = "symbolize";
const ORDER: &str = "order";
const PAUSED: &str = "paused";
const REAL: &str = "real";

impl Request {
    /// The request as text: its kind, then one value a line.
    ///
    /// # Errors
    ///
    /// If a path is no text of one line.
    pub fn write(&self) -> Result<String, NotText> {
        let lines = match self {
            Request::Check(request) => request.lines()?,
            Request::Symbolize(addresses) => {
                let kind = std::iter::once(SYMBOLIZE.to_string());
                kind.chain(addresses.iter().cloned()).collect()
            }
        };
        Ok(lines.join("\n") + "\n")
    }

    /// Reads the text back; `None` if it is no request.
    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        match lines.next()? {
            CHECK => CheckRequest::parse(lines).map(Request::Check),
            SYMBOLIZE => Some(Request::Symbolize(lines.map(str::to_string).collect())),
            _ => None,
        }
    }
}

impl CheckRequest {
    fn lines(&self) -> Result<Vec<String>, NotText> {
        let clock = match self.clock {
            Clock::Paused => PAUSED,
            Clock::Real => REAL,
        };
        let mut lines = vec![
            CHECK.to_string(),
            hex(&self.key),
            self.check.clone(),
            one_line(&self.outcome_file)?,
            clock.to_string(),
            self.time_limit.as_millis().to_string(),
            self.order.as_deref().map_or_else(String::new, choices),
            self.not_started_mark.clone(),
        ];
        for word in &self.start_program_with {
            lines.push(one_line(word)?);
        }
        Ok(lines)
    }

    fn parse<'a>(mut lines: impl Iterator<Item = &'a str>) -> Option<Self> {
        Some(Self {
            key: from_hex(lines.next()?)?.try_into().ok()?,
            check: lines.next()?.to_string(),
            outcome_file: lines.next()?.into(),
            clock: match lines.next()? {
                PAUSED => Clock::Paused,
                REAL => Clock::Real,
                _ => return None,
            },
            time_limit: Duration::from_millis(lines.next()?.parse().ok()?),
            order: match lines.next()? {
                "" => None,
                choices => Some(parse_choices(choices)?),
            },
            not_started_mark: lines.next()?.to_string(),
            start_program_with: lines.map(PathBuf::from).collect(),
        })
    }
}

/// The choices of an order, each behind a space.
fn choices(order: &[usize]) -> String {
    let numbers = order.iter().map(|choice| format!(" {choice}"));
    format!("{ORDER}{}", numbers.collect::<String>())
}

fn parse_choices(text: &str) -> Option<Vec<usize>> {
    let mut words = text.split(' ');
    let is_order = words.next()? == ORDER;
    let numbers: Option<Vec<usize>> = words.map(|word| word.parse().ok()).collect();
    numbers.filter(|_| is_order)
}

fn one_line(path: &Path) -> Result<String, NotText> {
    let text = path.to_str().filter(|text| !text.contains(['\n', '\r']));
    text.map(str::to_string).ok_or_else(|| NotText(path.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check() -> CheckRequest {
        CheckRequest {
            key: [7; 32],
            check: "losers_stop".into(),
            outcome_file: "/a b/outcome".into(),
            clock: Clock::Real,
            time_limit: Duration::from_millis(5000),
            order: None,
            not_started_mark: String::new(),
            start_program_with: vec!["/jail".into(), "--in".into()],
        }
    }

    #[test]
    fn requests_read_back_as_they_were() {
        for request in [
            Request::Check(check()),
            Request::Check(CheckRequest {
                order: Some(Vec::new()),
                ..check()
            }),
            Request::Check(CheckRequest {
                order: Some(vec![0, 12]),
                ..check()
            }),
            Request::Symbolize(vec!["program+7".into(), "libkit.so+2a0".into()]),
        ] {
            let text = request.write().expect("its paths are text");
            assert_eq!(Request::parse(&text), Some(request));
        }
    }

    #[test]
    fn a_path_of_two_lines_is_not_passed_on() {
        let outcome_file = PathBuf::from("/a\n/b");
        let request = Request::Check(CheckRequest {
            outcome_file: outcome_file.clone(),
            ..check()
        });
        assert_eq!(request.write(), Err(NotText(outcome_file)));
    }

    #[test]
    fn what_is_no_request_is_refused() {
        for text in ["", "run\n", "check\nxy\n", "check\n"] {
            assert_eq!(Request::parse(text), None, "{text:?}");
        }
    }
}
