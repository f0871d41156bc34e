//! What is on the screen when a grading is over.

use crate::{
    catalog::Catalog,
    commands::{context::KataState, next},
    report::{
        document::Document,
        human,
        style::{faint, strong},
        terminal::{self, Screen},
    },
    result::{KataResult, KataStatus},
    util::{
        notice::{Notice, NoticeKind},
        text::plural,
    },
    watch::{Outcome, keyboard::KEYS},
};
use console::Term;

/// However small the terminal is, this many rows of a report are shown.
const FEWEST_ROWS: usize = 3;

/// Whether keys are heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keys {
    Heard,
    NotHeard,
}

impl Keys {
    /// What is said of keys below everything else.
    pub fn line(self) -> String {
        let keys = match self {
            Keys::Heard => KEYS,
            Keys::NotHeard => "No keys here, since this is not a terminal. Ctrl-C ends it.",
        };
        format!("\n{}\n", faint(keys))
    }
}

/// What the page is made of.
pub struct Page<'a> {
    pub catalog: &'a Catalog,
    /// The names of the katas that are graded.
    pub current: &'a [String],
    pub keys: Keys,
    /// What is known of all katas.
    pub states: &'a [KataState<'a>],
    pub outcome: &'a Outcome,
}

/// What stands above everything else.
pub fn heading(current: &[String]) -> String {
    faint(&format!("watching {}", current.join(", "))) + "\n"
}

/// What to know while a check may hang.
pub fn patience(catalog: &Catalog, current: &[String]) -> String {
    let katas = catalog.all().filter(|kata| current.contains(&kata.name));
    let limit = katas.map(|kata| kata.time_limit().as_secs()).max();
    format!(
        "A check that does not end is stopped after {} s.",
        limit.unwrap_or_default()
    )
}

/// The katas besides `current` that do not pass: first those behind it, then those in front of it.
pub fn others_to_do<'a, 'b>(
    states: &'b [KataState<'a>],
    current: Option<&String>,
) -> impl Iterator<Item = &'b KataState<'a>> {
    let here = states.iter().position(|s| Some(&s.kata.name) == current);
    let (before, behind) = states.split_at(here.map_or(0, |here| here + 1));
    let before = &before[..before.len().saturating_sub(1)];
    behind.iter().chain(before).filter(|s| !s.passed())
}

impl Page<'_> {
    /// The katas that are graded. What is to be mended comes first, so that it is seen also where there is
    /// little room.
    fn current_states(&self) -> Vec<&KataState<'_>> {
        let is_current = |state: &&KataState<'_>| self.current.contains(&state.kata.name);
        let mut current: Vec<_> = self.states.iter().filter(is_current).collect();
        current.sort_by_key(|one| (one.passed(), one.is_untouched()));
        current
    }

    /// The reports on the katas that are graded.
    pub fn reports(&self) -> Document {
        let mut reports = Document::default();
        for (index, state) in self.current_states().into_iter().enumerate() {
            if index > 0 {
                reports.blank();
            }
            reports.append(self.report_on(state));
        }
        reports
    }

    fn report_on(&self, state: &KataState<'_>) -> Document {
        match &state.result {
            Some(result) if state.is_untouched() => {
                let result = KataResult {
                    blocks: Vec::new(),
                    ..result.clone()
                };
                let mut report = human::of_katas(&[result], self.catalog);
                report.append(next::places(state.kata, self.states));
                report.prose(2, "Whatever you save is graded at once.");
                report
            }
            // What was known before is no verdict of this grading, unless there is nothing to grade.
            Some(result) if self.outcome.result.is_some() || has_nothing_to_grade(result) => {
                let result = KataResult {
                    cached: false,
                    ..result.clone()
                };
                human::of_katas(&[result], self.catalog)
            }
            _ => Document::of_prose(&format!(
                "? {}   no verdict: the grader has ended with {}\n  Press g, or save again, to try once more.\n",
                state.kata.name, self.outcome.ended
            )),
        }
    }

    /// What stands behind the reports: what to do next, the `hint` that was asked for meanwhile, and what was
    /// `said` that is still to be known.
    pub fn behind_the_reports(&self, hint: Option<Document>, said: &[Notice]) -> Document {
        let mut behind = Document::default();
        let parts = [self.solved(), hint, self.warnings(said)];
        for mut part in parts.into_iter().flatten() {
            part.trim_end();
            behind.blank();
            behind.append(part);
        }
        behind
    }

    fn solved(&self) -> Option<Document> {
        let is_over = self.outcome.result.is_some();
        let all_pass = self.current_states().iter().all(|state| state.passed());
        (is_over && all_pass).then(|| {
            let Some(next) = others_to_do(self.states, self.current.first()).next() else {
                return Document::of_prose(&strong("Solved, and so are all the others."));
            };
            let solved = strong(&format!("Solved. Next: {}", next.kata.name));
            Document::of_prose(&match self.keys {
                Keys::Heard => {
                    format!("{solved} (press n). To compare with our solution, press d.")
                }
                Keys::NotHeard => format!("{solved}. Open it and save it to go on."),
            })
        })
    }

    /// What is to be known when the grading is over: warnings, or all if there is no result.
    fn warnings(&self, said: &[Notice]) -> Option<Document> {
        let all = self.outcome.result.is_none();
        let is_lasting = |notice: &&Notice| {
            all || matches!(notice.kind, NoticeKind::Warning | NoticeKind::Error)
        };
        let lines = said.iter().filter(is_lasting);
        let lines: Vec<&str> = lines.map(|notice| notice.text.as_str()).collect();
        // Where the screen was not cleared, they stand above still.
        let cleared = Term::stdout().is_term();
        (cleared && !lines.is_empty()).then(|| Document::of_prose(&lines.join("\n")))
    }

    /// Prints the reports so that their beginning and what stands `behind` them are seen together.
    pub fn print_what_fits(&self, screen: &Screen, reports: &Document, behind: &Document) {
        let mut frame = Document::of_prose(&(heading(self.current) + &self.keys.line()));
        frame.append(behind.clone());
        let room = terminal::size().map(|(rows, _)| {
            // The cursor stands on a row of its own.
            let taken = screen.rows_of(&frame) + 1;
            rows.saturating_sub(taken).max(FEWEST_ROWS)
        });
        match room.filter(|room| screen.rows_of(reports) > *room) {
            None => screen.print_document(reports),
            Some(room) => {
                let rest = |lines| {
                    let lines = plural(lines, "more line");
                    let katas = self.current.join(" ");
                    Document::of_prose(&faint(&format!("… {lines}: cargo kata grade {katas}")))
                };
                let room = room.saturating_sub(screen.rows_of(&rest(usize::MAX)));
                let left_out = screen.print_beginning(reports, room);
                screen.print_document(&rest(left_out));
            }
        }
        screen.print_document(behind);
    }
}

fn has_nothing_to_grade(result: &KataResult) -> bool {
    matches!(result.status, KataStatus::Missing | KataStatus::Refused)
}
