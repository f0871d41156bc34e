//! `watch`: grades on every save, with keys for what one needs in between.

mod page;

use super::{
    context::{Context, KataState},
    diff, hint, list, next,
};
use crate::{
    commands::hint_counts::HintCounts,
    exit_code::Exit,
    report::{document::Document, style::faint, terminal},
    result::KataResult,
    util::{
        notice::{Notice, NoticeKind},
        text::plain,
    },
    watch::{
        Event, Grading, Outcome, Signal, Watch,
        keyboard::{KeyAction, Keyboard},
    },
};
use anyhow::{Context as _, Result};
use console::Term;
use page::{Keys, Page};
use std::{collections::BTreeMap, env, path::PathBuf};

/// A grading that has read files in the middle of a save is started again so many times.
const MOST_OUTDATED: usize = 10;

pub fn run(context: &Context, words: &[String], options: &[PathBuf]) -> Result<Exit> {
    let names = context.meant(words)?;
    context.catalog.select(&names)?;
    let watch = Watch::start(context.catalog.all(), &context.answers)?;
    let keyboard = Keyboard::listen(watch.sender(), Signal::Key);
    let only_these = !names.is_empty();
    let current = match names.as_slice() {
        [] => {
            let states = context.states()?;
            let first = next::up(&states).or(states.first());
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
    said: Vec<Notice>,
    /// What gradings found of katas that were not saved since.
    verdicts: BTreeMap<String, KataResult>,
    /// What was asked for while the grading went on, and is shown again below its verdict.
    meanwhile: Vec<KeyAction>,
    /// How many saves in a row have changed nothing, if that is the last thing on the screen.
    unchanged: usize,
    /// How many gradings in a row have read other files than those that stand still now.
    outdated: usize,
}

impl<'a> Session<'a> {
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
                Event::Said(notice) => self.relay(notice),
                Event::Continued => {
                    if let Some(keyboard) = self.keyboard {
                        keyboard.resume();
                    }
                    self.footer();
                }
                Event::KeyAction(KeyAction::Quit) => return,
                Event::KeyAction(KeyAction::Again) => self.grade(&["--no-cache".into()]),
                Event::KeyAction(KeyAction::Next) => self.go_on(),
                Event::KeyAction(action) => {
                    if self.grading.is_some() && !self.meanwhile.contains(&action) {
                        self.meanwhile.push(action);
                    }
                    self.answer(action);
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
    fn relay(&mut self, notice: Notice) {
        let is_progress = |notice: &Notice| notice.kind == NoticeKind::Progress;
        let first = is_progress(&notice) && !self.said.iter().any(is_progress);
        self.unchanged = 0;
        terminal::print_error(&plain(&notice.text));
        self.said.push(notice);
        if first && self.grading.is_some() {
            let patience = page::patience(&self.context.catalog, &self.current);
            self.say(&faint(&patience));
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
        let states = match self.states() {
            Ok(states) => states,
            Err(error) => return self.cannot(&error),
        };
        let next = page::others_to_do(&states, self.current.first()).next();
        match next.map(|next| next.kata.name.clone()) {
            Some(next) => {
                self.turn_to(vec![next]);
                self.grade(&[]);
            }
            None if states.iter().all(KataState::passed) => {
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
        self.context.screen.print(&page::heading(&self.current));
    }

    /// What is known of every kata; of those that were graded here, what that found.
    fn states(&self) -> Result<Vec<KataState<'a>>> {
        let mut states = self.context.states()?;
        for one in &mut states {
            if let Some(verdict) = self.verdicts.get(&one.kata.name) {
                one.result = Some(verdict.clone());
            }
        }
        Ok(states)
    }

    /// Shows the verdict and what to do now.
    fn graded(&mut self, watch: &Watch<'_>) {
        let Some(mut outcome) = self.grading.take().map(Grading::outcome) else {
            return;
        };
        for notice in std::mem::take(&mut outcome.said) {
            self.relay(notice);
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
        let meanwhile = std::mem::take(&mut self.meanwhile);
        let hint = meanwhile.contains(&KeyAction::Hint);
        let hint = hint.then(|| self.last_hint()).flatten();
        let (states, current) = (self.states()?, self.current.clone());
        let page = Page {
            catalog: &self.context.catalog,
            current: &current,
            keys: self.keys(),
            states: &states,
            outcome,
        };
        let reports = page.reports();
        let behind = page.behind_the_reports(hint, &self.said);
        self.clear();
        page.print_what_fits(&self.context.screen, &reports, &behind);
        for action in meanwhile {
            if action != KeyAction::Hint {
                self.answer(action);
            }
        }
        Ok(())
    }

    /// The hint that was given last.
    fn last_hint(&self) -> Option<Document> {
        let name = self.current.first()?;
        let kata = self.context.catalog.get(name).ok()?;
        let number = HintCounts::read(&self.context.workspace).count(name);
        let known = (1..=kata.settings.hints.len()).contains(&number);
        known.then(|| hint::document(kata, number))
    }

    fn keys(&self) -> Keys {
        match self.keyboard {
            Some(_) => Keys::Heard,
            None => Keys::NotHeard,
        }
    }

    fn footer(&mut self) {
        self.unchanged = 0;
        self.context.screen.print(&self.keys().line());
    }

    fn answer(&mut self, action: KeyAction) {
        if let Err(error) = self.try_to_answer(action) {
            self.say(&format!("! {error:#}"));
        }
    }

    fn try_to_answer(&self, action: KeyAction) -> Result<()> {
        let context = self.context;
        let Some(kata) = self.current.first() else {
            return Ok(());
        };
        context.screen.print("\n");
        let passes = || {
            let all = self.states();
            all.map(|all| all.iter().any(|s| s.kata.name == *kata && s.passed()))
        };
        match action {
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
