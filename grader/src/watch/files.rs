//! The files of every kata, and which of them were saved since the last look. No look waits: whether files
//! stand still is found by looking again.

use crate::submission::{self, Reading};
use anyhow::Result;
use std::time::{Duration, Instant};

/// Files must stand still for so long: an editor may write in several steps.
const STILL: Duration = Duration::from_millis(40);
/// A file that has vanished gets longer: many editors write a new one in its place.
const VANISHED: Duration = Duration::from_millis(300);
/// Files that never stand still count as saved after this.
const AT_MOST: Duration = Duration::from_secs(2);

/// The answers to all katas.
pub struct WatchedFiles<'a>(Vec<WatchedKata<'a>>);

/// The answer to one kata.
pub struct WatchedKata<'a> {
    kata: String,
    read: Box<dyn Fn() -> Result<Reading> + 'a>,
    /// As it was when it last stood still; `None` if it could not be read then.
    known: Option<Reading>,
    moving: Option<Moving>,
}

/// An answer that has changed and does not stand still yet.
struct Moving {
    reading: Reading,
    since: Instant,
    last: Instant,
}

/// What a look has found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// The katas that are not what they were, and stand still.
    pub saved: Vec<String>,
    /// Why files could not be read.
    pub trouble: Option<String>,
}

impl<'a> WatchedKata<'a> {
    /// The answer to `kata` as `read` finds it.
    pub fn new(kata: &str, read: impl Fn() -> Result<Reading> + 'a) -> Self {
        Self {
            kata: kata.into(),
            known: read().ok(),
            read: Box::new(read),
            moving: None,
        }
    }

    /// Whether it was saved, `now` that it is looked at.
    fn look(&mut self, now: Instant) -> Result<bool> {
        let reading = (self.read)()?;
        if self.known.as_ref() == Some(&reading) {
            self.moving = None;
            return Ok(false);
        }
        let moving = match self.moving.take() {
            Some(moving) if moving.reading == reading => moving,
            before => Moving {
                reading,
                since: before.map_or(now, |before| before.since),
                last: now,
            },
        };
        if moving.has_settled(now) {
            self.known = Some(moving.reading);
            return Ok(true);
        }
        self.moving = Some(moving);
        Ok(false)
    }
}

impl Moving {
    fn has_settled(&self, now: Instant) -> bool {
        let still = now.saturating_duration_since(self.last);
        match self.reading {
            Reading::Files(_) => {
                still >= STILL || now.saturating_duration_since(self.since) >= AT_MOST
            }
            Reading::Missing(_) | Reading::Elsewhere(_) | Reading::Refused(_) => still >= VANISHED,
        }
    }
}

impl<'a> WatchedFiles<'a> {
    /// These answers, as they are now.
    pub fn new(answers: impl Iterator<Item = WatchedKata<'a>>) -> Self {
        Self(answers.collect())
    }

    /// Looks at every answer.
    pub fn look(&mut self, now: Instant) -> Look {
        let mut look = Look::default();
        for answer in &mut self.0 {
            match answer.look(now) {
                Ok(true) => look.saved.push(answer.kata.clone()),
                Ok(false) => {}
                Err(error) => look.trouble = Some(format!("{error:#}")),
            }
        }
        look
    }

    /// Whether some answer does not stand still.
    pub fn move_now(&self) -> bool {
        self.0.iter().any(|answer| answer.moving.is_some())
    }

    /// Whether the answer to `kata` has this hash: the empty one, if there are no files.
    pub fn is_at(&self, kata: &str, hash: &str) -> bool {
        let answer = self.0.iter().find(|answer| answer.kata == kata);
        match answer.and_then(|answer| answer.known.as_ref()) {
            Some(Reading::Files(files)) => submission::hash(files) == hash,
            Some(Reading::Missing(_) | Reading::Elsewhere(_) | Reading::Refused(_)) => {
                hash.is_empty()
            }
            None => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::submission::Files;
    use anyhow::anyhow;
    use std::cell::RefCell;

    const MOMENT: Duration = Duration::from_millis(20);

    fn text(text: &str) -> Option<Reading> {
        Some(Reading::Files(Files::from([(
            "src/lib.rs".into(),
            text.into(),
        )])))
    }

    /// What a look every 20 ms tells, while an answer that was `a` goes through `states` and then stays;
    /// `None` is a file that cannot be read.
    fn saved(states: Vec<Option<Reading>>) -> Vec<(usize, Look)> {
        let state = RefCell::new(text("a"));
        let copy = |reading: &Reading| match reading {
            Reading::Files(files) => Reading::Files(files.clone()),
            Reading::Missing(what) => Reading::Missing(what.clone()),
            Reading::Elsewhere(folder) => Reading::Elsewhere(folder.clone()),
            Reading::Refused(why) => Reading::Refused(why.clone()),
        };
        let read = || {
            let state = state.borrow();
            state.as_ref().map(copy).ok_or_else(|| anyhow!("no luck"))
        };
        let mut answers = WatchedFiles::new([WatchedKata::new("kata", read)].into_iter());
        let mut now = Instant::now();
        let mut told = Vec::new();
        let mut states = states.into_iter();
        for step in 0..200 {
            if let Some(next) = states.next() {
                *state.borrow_mut() = next;
            }
            now += MOMENT;
            let look = answers.look(now);
            if look != Look::default() {
                told.push((step, look));
            }
        }
        assert!(!answers.move_now());
        told
    }

    fn once() -> Look {
        Look {
            saved: vec!["kata".into()],
            trouble: None,
        }
    }

    #[test]
    fn a_save_is_told_once_when_it_stands_still() {
        assert_eq!(saved(vec![text("b")]), [(2, once())]);
        // A formatter saves right behind the editor.
        assert_eq!(saved(vec![text("b"), text("c")]), [(3, once())]);
    }

    #[test]
    fn a_save_that_changes_nothing_is_none() {
        assert_eq!(saved(vec![text("a")]), []);
        assert_eq!(saved(vec![text("b"), text("a")]), []);
    }

    #[test]
    fn a_file_that_vanishes_gets_time_to_come_back() {
        let gone = || Some(Reading::Missing("src".into()));
        assert_eq!(saved(vec![gone(), gone(), gone(), text("a")]), []);
        assert_eq!(saved(vec![gone(), gone(), text("b")]), [(4, once())]);
        assert_eq!(saved(vec![gone()]), [(15, once())]);
    }

    #[test]
    fn files_that_never_stand_still_are_saved_all_the_same() {
        let restless = (0..150).map(|step| text(&step.to_string())).collect();
        let told = saved(restless);
        assert_eq!(told.len(), 2, "{told:?}");
        assert_eq!(told[0], (100, once()));
    }

    #[test]
    fn a_file_that_cannot_be_read_is_trouble_and_no_end() {
        let told = saved(vec![None, None, text("b")]);
        let trouble = Look {
            saved: Vec::new(),
            trouble: Some("no luck".into()),
        };
        assert_eq!(told[0], (0, trouble));
        assert_eq!(told.len(), 3, "{told:?}");
        assert_eq!(told[2], (4, once()));
    }
}
