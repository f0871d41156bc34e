//! `watch`: grades on every save, with keys for what one needs in between.

use super::{
    context::{Context, KataState},
    diff, hint, list, next,
};
use crate::{
    commands::hint_counts::HintCounts,
    exit_code::Exit,
    report::{
        document::Document,
        human,
        style::{faint, strong},
        terminal,
    },
    result::{KataResult, KataStatus},
    util::text::{plain, plural},
    watch::{
        Event, Grading, Outcome, Signal, Watch,
        keyboard::{KEYS, KeyAction, Keyboard},
    },
};
use anyhow::{Context as _, Result};
use console::Term;
use std::{collections::BTreeMap, env, path::PathBuf};

/// A grading that has read files in the middle of a save is started again so many times.
const MOST_OUTDATED: usize = 10;

/// However small the terminal is, this many rows of a report are shown.
const FEWEST_ROWS: usize = 3;

pub fn run(context: &Context, words: &[String], options: &[PathBuf]) -> Result<Exit> {
    let names = context.meant(words)?;
    context.catalog.select(&names)?;
    let watch = Watch::start(context.catalog.all(), &context.answers)?;
    let keyboard = Keyboard::listen(watch.sender(), Signal::Key);
    let only_these = !names.is_empty();
    let current = match names.as_slice() {
        [] => {
            let standing = context.states()?;
            let first = next::up(&standing).or(standing.first());
            first.map(|one| one.kata.name.clone()).into_iter().collect()
        }
        names => names.to_vec(),
    };
    let mut session = Session {
        context,
        program: env::current_exe().context("failed to find the grader's own file")?,
        options,
        keyboard: keyboard.as_ref(),
        only_these,
        current,
        grading: None,
        said: Vec::new(),
        verdicts: BTreeMap::new(),
        meanwhile: Vec::new(),
        unchanged: 0,
        outdated: 0,
    };
    session.until_the_end(watch);
    Ok(Exit::Passed)
}

struct Session<'a> {
    context: &'a Context,
    program: PathBuf,
    options: &'a [PathBuf],
    /// `None` where there is no terminal.
    keyboard: Option<&'a Keyboard>,
    /// Whether saves of other katas than the current ones count for nothing.
    only_these: bool,
    current: Vec<String>,
    grading: Option<Grading>,
    /// What the grading has said so far.
    said: Vec<String>,
    /// What gradings found of katas that were not saved since.
    verdicts: BTreeMap<String, KataResult>,
    /// What was asked for while the grading went on, and is shown again below its verdict.
    meanwhile: Vec<KeyAction>,
    /// How many saves in a row have changed nothing, if that is the last thing on the screen.
    unchanged: usize,
    /// How many gradings in a row have read other files than those that stand still now.
    outdated: usize,
}

impl Session<'_> {
    fn until_the_end(&mut self, mut watch: Watch<'_>) {
        self.grade(&[]);
        // Without an output there is nothing left to do.
        while !terminal::has_failed() {
            match watch.next(self.grading.as_mut()) {
                Event::Graded => self.graded(&watch),
                Event::Saved(katas) => self.saved(katas),
                Event::Unchanged(katas) => self.unchanged(&katas, &watch),
                Event::Trouble(why) => {
                    self.say(&format!("! {why}\n  It is tried again all the time.\n"));
                }
                Event::Said(line) => self.relay(&plain(&line)),
                Event::Continued => {
                    if let Some(keyboard) = self.keyboard {
                        keyboard.resume();
                    }
                    self.footer();
                }
                Event::KeyAction(KeyAction::Quit) => return,
                Event::KeyAction(KeyAction::Again) => self.grade(&["--no-cache".into()]),
                Event::KeyAction(KeyAction::Next) => self.go_on(),
                Event::KeyAction(wish) => {
                    if self.grading.is_some() && !self.meanwhile.contains(&wish) {
                        self.meanwhile.push(wish);
                    }
                    self.answer(wish);
                    self.footer();
                }
            }
        }
    }

    /// Prints what is no answer to anything.
    fn say(&mut self, text: &str) {
        self.unchanged = 0;
        self.context.screen.print(&format!("{text}\n"));
    }

    /// Prints what the grading says. Once it says how far it is, so that it is no kit that is waited for, it may
    /// be a check that hangs.
    fn relay(&mut self, line: &str) {
        let is_progress = |line: &str| line.starts_with("grading:");
        let first = is_progress(line) && !self.said.iter().any(|said| is_progress(said));
        self.unchanged = 0;
        terminal::print_error(line);
        self.said.push(line.into());
        if first && self.grading.is_some() {
            self.say(&faint(&self.patience()));
        }
    }

    fn saved(&mut self, mut katas: Vec<String>) {
        self.verdicts.retain(|kata, _| !katas.contains(kata));
        katas.retain(|kata| !self.only_these || self.current.contains(kata));
        if katas.is_empty() {
            return;
        }
        if !self.only_these {
            self.turn_to(katas);
        }
        self.grade(&[]);
    }

    fn turn_to(&mut self, katas: Vec<String>) {
        if katas != self.current {
            self.meanwhile.clear();
            self.current = katas;
        }
    }

    /// Says that a save was noticed, although nothing comes of it.
    fn unchanged(&mut self, katas: &[String], watch: &Watch<'_>) {
        let concerned = katas.iter().any(|kata| self.current.contains(kata));
        if !concerned || self.grading.is_some() {
            return;
        }
        let is_old = |verdict: &&KataResult| !watch.is_at(&verdict.name, &verdict.hash);
        let mut verdicts = self.verdicts.values();
        if verdicts.any(|verdict| self.current.contains(&verdict.name) && is_old(&verdict)) {
            return self.grade(&[]);
        }
        let terminal = Term::stdout();
        if terminal.is_term() && self.unchanged > 0 {
            // Where this is not possible there is one line more.
            let _ = terminal.clear_last_lines(1);
        }
        let count = self.unchanged + 1;
        let times = match count {
            1 => String::new(),
            _ => format!(" ({count} times)"),
        };
        self.say(&faint(&format!("Saved without a change{times}.")));
        self.unchanged = count;
    }

    fn go_on(&mut self) {
        let standing = match self.standing() {
            Ok(standing) => standing,
            Err(error) => return self.cannot(&error),
        };
        let next = others_to_do(&standing, self.current.first()).next();
        match next.map(|next| next.kata.name.clone()) {
            Some(next) => {
                self.turn_to(vec![next]);
                self.grade(&[]);
            }
            None if standing.iter().all(KataState::passed) => {
                self.say("\nAll katas pass: there is no next one.");
            }
            None => {
                self.say("\nNo other kata is left to do: all the others pass.");
            }
        }
    }

    /// Clears the screen and starts grading; what was being graded is given up.
    fn grade(&mut self, more: &[PathBuf]) {
        self.grading = None;
        self.said.clear();
        self.clear();
        if !self.program.exists() {
            self.say(&format!(
                "! The grader's own program is gone, as after `cargo clean`: {}\n  \
                 Press q and type `cargo kata watch` again, which builds it anew.",
                self.program.display()
            ));
            return self.footer();
        }
        let options: Vec<PathBuf> = self.options.iter().chain(more).cloned().collect();
        match Grading::start(&self.program, &self.current, &options) {
            Ok(grading) => self.grading = Some(grading),
            Err(error) => {
                self.cannot(&error);
                self.footer();
            }
        }
    }

    /// Something went wrong that may go right the next time.
    fn cannot(&mut self, error: &anyhow::Error) {
        self.say(&format!(
            "! {error:#}\n  Press g, or save again, to try once more."
        ));
    }

    fn clear(&mut self) {
        self.unchanged = 0;
        let terminal = Term::stdout();
        if terminal.is_term() {
            // A terminal that cannot be cleared shows the reports below each other.
            let _ = terminal.clear_screen();
        }
        self.context.screen.print(&self.heading());
    }

    fn heading(&self) -> String {
        faint(&format!("watching {}", self.current.join(", "))) + "\n"
    }

    /// What to know while a check may hang.
    fn patience(&self) -> String {
        let current = self.context.catalog.all();
        let current = current.filter(|kata| self.current.contains(&kata.name));
        let limit = current.map(|kata| kata.time_limit().as_secs()).max();
        format!(
            "A check that does not end is stopped after {} s.",
            limit.unwrap_or_default()
        )
    }

    /// What is known of every kata; of those that were graded here, what that found.
    fn standing(&self) -> Result<Vec<KataState<'_>>> {
        let mut standing = self.context.states()?;
        for one in &mut standing {
            if let Some(verdict) = self.verdicts.get(&one.kata.name) {
                one.result = Some(verdict.clone());
            }
        }
        Ok(standing)
    }

    /// Shows the verdict and what to do now.
    fn graded(&mut self, watch: &Watch<'_>) {
        let Some(outcome) = self.grading.take().map(Grading::outcome) else {
            return;
        };
        for line in &outcome.said {
            self.relay(&plain(line));
        }
        let katas = outcome.result.iter().flat_map(|result| &result.katas);
        let old = katas
            .clone()
            .any(|kata| !watch.is_at(&kata.name, &kata.hash));
        if old && self.outdated < MOST_OUTDATED {
            self.outdated += 1;
            return self.grade(&[]);
        }
        self.outdated = 0;
        for kata in katas {
            self.verdicts.insert(kata.name.clone(), kata.clone());
        }
        if let Err(error) = self.report(&outcome) {
            self.cannot(&error);
        }
        self.footer();
    }

    fn report(&mut self, outcome: &Outcome) -> Result<()> {
        let standing = self.standing()?;
        let mut current: Vec<&KataState<'_>> = standing
            .iter()
            .filter(|standing| self.current.contains(&standing.kata.name))
            .collect();
        // What is to be mended comes first, so that it is seen also where there is little room.
        current.sort_by_key(|one| (one.passed(), one.is_untouched()));
        let mut reports = Document::default();
        for (index, one) in current.iter().enumerate() {
            if index > 0 {
                reports.blank();
            }
            reports.append(self.verdict(one, &standing, outcome));
        }
        let solved = outcome.result.is_some() && current.iter().all(|one| one.passed());
        let solved = solved.then(|| self.solved(&standing));
        let hinted = self.meanwhile.contains(&KeyAction::Hint);
        let hint = hinted.then(|| self.hint()).flatten();
        let mut behind = Document::default();
        let said = [
            solved.map(|text| Document::of_prose(&text)),
            hint,
            self.warnings(outcome),
        ];
        for document in said.into_iter().flatten() {
            behind.blank();
            behind.append(document);
        }
        let meanwhile = std::mem::take(&mut self.meanwhile);

        self.clear();
        self.print_what_fits(&reports, &behind);
        for wish in meanwhile {
            if wish != KeyAction::Hint {
                self.answer(wish);
            }
        }
        Ok(())
    }

    /// Prints a report so that its beginning and what stands `behind` it are seen together.
    fn print_what_fits(&self, report: &Document, behind: &Document) {
        let screen = &self.context.screen;
        let mut frame = Document::of_prose(&(self.heading() + &self.keys()));
        frame.append(behind.clone());
        let room = terminal::size().map(|(rows, _)| {
            // The cursor stands on a row of its own.
            let taken = screen.rows_of(&frame) + 1;
            rows.saturating_sub(taken).max(FEWEST_ROWS)
        });
        match room.filter(|room| screen.rows_of(report) > *room) {
            None => screen.print_document(report),
            Some(room) => {
                let rest = |lines| {
                    let lines = plural(lines, "more line");
                    let katas = self.current.join(" ");
                    Document::of_prose(&faint(&format!("… {lines}: cargo kata grade {katas}")))
                };
                let room = room.saturating_sub(screen.rows_of(&rest(usize::MAX)));
                let left_out = screen.print_beginning(report, room);
                screen.print_document(&rest(left_out));
            }
        }
        screen.print_document(behind);
    }

    /// The report on one kata.
    fn verdict(&self, one: &KataState<'_>, all: &[KataState<'_>], outcome: &Outcome) -> Document {
        let catalog = &self.context.catalog;
        match &one.result {
            Some(result) if one.is_untouched() => {
                let result = KataResult {
                    blocks: Vec::new(),
                    ..result.clone()
                };
                let mut report = human::of_katas(&[result], catalog);
                report.append(next::places(one.kata, all));
                report.prose(2, "Whatever you save is graded at once.");
                report
            }
            // What was known before is no verdict of this grading, unless there is nothing to grade.
            Some(result) if outcome.result.is_some() || is_no_answer(result) => {
                let cached = false;
                let result = KataResult {
                    cached,
                    ..result.clone()
                };
                human::of_katas(&[result], catalog)
            }
            _ => Document::of_prose(&format!(
                "? {}   no verdict: the grader has ended with {}\n  Press g, or save again, to try once more.\n",
                one.kata.name, outcome.ended
            )),
        }
    }

    fn solved(&self, standing: &[KataState<'_>]) -> String {
        let Some(next) = others_to_do(standing, self.current.first()).next() else {
            return strong("Solved, and so are all the others.");
        };
        let solved = strong(&format!("Solved. Next: {}", next.kata.name));
        match self.keyboard {
            Some(_) => format!("{solved} (press n). To compare with our solution, press d."),
            None => format!("{solved}. Open it and save it to go on."),
        }
    }

    /// The hint that was given last.
    fn hint(&self) -> Option<Document> {
        let name = self.current.first()?;
        let kata = self.context.catalog.get(name).ok()?;
        let number = HintCounts::read(&self.context.workspace).count(name);
        let known = (1..=kata.settings.hints.len()).contains(&number);
        known.then(|| {
            let mut hint = hint::document(kata, number);
            hint.trim_end();
            hint
        })
    }

    /// What the grading has said that is still to be known when it is over.
    fn warnings(&self, outcome: &Outcome) -> Option<Document> {
        let all = outcome.result.is_none();
        let lasting = |line: &&String| {
            all || ["warning", "error"]
                .iter()
                .any(|word| line.starts_with(word))
        };
        let lines: Vec<&str> = self
            .said
            .iter()
            .filter(lasting)
            .map(String::as_str)
            .collect();
        // Elsewhere it stands above still.
        let cleared = Term::stdout().is_term();
        (cleared && !lines.is_empty()).then(|| Document::of_prose(&lines.join("\n")))
    }

    fn keys(&self) -> String {
        let keys = match self.keyboard {
            Some(_) => KEYS,
            None => "No keys here, since this is not a terminal. Ctrl-C ends it.",
        };
        format!("\n{}\n", faint(keys))
    }

    fn footer(&mut self) {
        self.unchanged = 0;
        self.context.screen.print(&self.keys());
    }

    fn answer(&mut self, wish: KeyAction) {
        if let Err(error) = self.try_to_answer(wish) {
            self.say(&format!("! {error:#}"));
        }
    }

    fn try_to_answer(&self, wish: KeyAction) -> Result<()> {
        let context = self.context;
        let Some(kata) = self.current.first() else {
            return Ok(());
        };
        context.screen.print("\n");
        let passes = || {
            let all = self.standing();
            all.map(|all| all.iter().any(|s| s.kata.name == *kata && s.passed()))
        };
        match wish {
            KeyAction::Hint => drop(hint::give(context, self.context.catalog.get(kata)?)?),
            KeyAction::List => list::print(context)?,
            KeyAction::Diff(spoil) if spoil || passes()? => drop(diff::run(context, kata, true)?),
            KeyAction::Diff(_) => context.screen.print(&format!(
                "{kata} does not pass yet. `h` gives a hint; `D` shows the solution all the same.\n"
            )),
            KeyAction::Next | KeyAction::Again | KeyAction::Quit => {}
        }
        Ok(())
    }
}

/// Whether there is nothing that could be graded.
fn is_no_answer(result: &KataResult) -> bool {
    matches!(result.status, KataStatus::Missing | KataStatus::Refused)
}

/// The katas besides `current` that do not pass: first those behind it, then those in front of it.
fn others_to_do<'a, 'b>(
    standing: &'b [KataState<'a>],
    current: Option<&String>,
) -> impl Iterator<Item = &'b KataState<'a>> {
    let here = standing.iter().position(|s| Some(&s.kata.name) == current);
    let (before, behind) = standing.split_at(here.map_or(0, |here| here + 1));
    let before = &before[..before.len().saturating_sub(1)];
    behind.iter().chain(before).filter(|s| !s.passed())
}
