//! Where notifications are wanted, and what one is worth: it is news if it is about a folder that is a student's
//! to edit. A build somewhere in `exercises` makes thousands of others.

use crate::{catalog::Kata, submission::is_leftover};
use notify::{Event, EventKind, event::ModifyKind};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

/// The folders that are students' to edit, as paths in `exercises`, each with its kata.
pub struct WatchedFolders(Vec<(PathBuf, String)>);

/// What a path in `exercises` has to do with katas.
#[derive(Debug, PartialEq, Eq)]
enum Relevance {
    /// It is a source file of this kata.
    Source(String),
    /// It is something else in a folder that is a student's to edit.
    Inside,
    /// It is such a folder, or one with such folders in it.
    Around,
    /// Nothing.
    None,
}

impl WatchedFolders {
    /// The places of `katas`.
    pub fn of(katas: &[&Kata]) -> Self {
        let folders = |kata: &&Kata| {
            let exercise = Path::new(&kata.exercise);
            let exercise = exercise.strip_prefix("exercises").unwrap_or(exercise);
            let named = |edit: &String| (exercise.join(edit), kata.name.clone());
            kata.settings.edits.iter().map(named).collect::<Vec<_>>()
        };
        Self(katas.iter().flat_map(folders).collect())
    }

    fn matter(&self, path: &Path) -> Relevance {
        for (folder, kata) in &self.0 {
            if folder.starts_with(path) {
                return Relevance::Around;
            }
            let Ok(inside) = path.strip_prefix(folder) else {
                continue;
            };
            let mut names = inside.iter().map(|name| name.to_string_lossy());
            if names.any(|name| is_leftover(&name)) {
                return Relevance::None;
            }
            return if inside.extension().is_some_and(|ending| ending == "rs") {
                Relevance::Source(kata.clone())
            } else {
                Relevance::Inside
            };
        }
        Relevance::None
    }

    /// The folders in `exercises` to watch, with everything in them if `true`. Nothing else is watched, since
    /// some systems can only watch so many.
    pub fn to_watch(&self) -> BTreeSet<(PathBuf, bool)> {
        let around = |folder: &PathBuf| {
            let above = folder
                .ancestors()
                .skip(1)
                .map(|above| (above.into(), false));
            above.chain([(folder.clone(), true)]).collect::<Vec<_>>()
        };
        self.0
            .iter()
            .flat_map(|(folder, _)| around(folder))
            .collect()
    }
}

/// What notifications have told since the last look.
pub struct Changes {
    /// The places that notifications are compared with.
    pub places: WatchedFolders,
    /// Whether a folder was moved, so that another one may have to be watched now.
    moved: AtomicBool,
    /// Whether there is something to look at.
    stirred: AtomicBool,
    /// The katas whose source files were written.
    written: Mutex<BTreeSet<String>>,
}

impl Changes {
    /// Nothing, so far.
    pub fn new(places: WatchedFolders) -> Self {
        Self {
            places,
            moved: AtomicBool::new(false),
            stirred: AtomicBool::new(false),
            written: Mutex::default(),
        }
    }

    /// Notes `event` of the watched folder `exercises`, and says whether it is the first news since somebody
    /// asked: then they are to be told.
    pub fn is_news(&self, exercises: &Path, event: notify::Result<Event>) -> bool {
        match event {
            // Reading is what the grader itself does all the time.
            Ok(event) if event.kind.is_access() => false,
            Ok(event) if !event.need_rescan() && !event.paths.is_empty() => {
                // All of them, since each may be a file that was written.
                let paths = event.paths.iter();
                let news = paths.filter(|path| self.note(exercises, path, event.kind));
                news.count() > 0 && self.stir()
            }
            // Something was missed.
            _ => {
                self.moved.store(true, Ordering::Release);
                self.stir()
            }
        }
    }

    fn note(&self, exercises: &Path, path: &Path, kind: EventKind) -> bool {
        let Ok(path) = path.strip_prefix(exercises) else {
            self.moved.store(true, Ordering::Release);
            return true;
        };
        match self.places.matter(path) {
            Relevance::None => false,
            Relevance::Inside => true,
            Relevance::Around => {
                self.moved.store(true, Ordering::Release);
                true
            }
            Relevance::Source(kata) => {
                let written = match kind {
                    EventKind::Modify(ModifyKind::Metadata(_)) => false,
                    kind => kind.is_create() || kind.is_modify(),
                };
                if written {
                    self.lock().insert(kata);
                }
                true
            }
        }
    }

    fn stir(&self) -> bool {
        !self.stirred.swap(true, Ordering::AcqRel)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeSet<String>> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether there was news since this was asked last.
    pub fn has_stirred(&self) -> bool {
        self.stirred.swap(false, Ordering::AcqRel)
    }

    /// Whether a folder was moved since this was asked last.
    pub fn has_moved(&self) -> bool {
        self.moved.swap(false, Ordering::AcqRel)
    }

    /// That files of these katas were written is known.
    pub fn forget(&self, katas: &[String]) {
        self.lock().retain(|kata| !katas.contains(kata));
    }

    /// The katas whose files were written since this was asked last.
    pub fn written(&self) -> Vec<String> {
        std::mem::take(&mut *self.lock()).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{AccessKind, CreateKind, DataChange, Flag};

    const EXERCISES: &str = "/clone/exercises";

    fn stirring() -> Changes {
        let place = |folder: &str, kata: &str| (folder.into(), kata.into());
        let places = vec![place("01_a/01_b/src", "b"), place("01_a/02_c/tests", "c")];
        Changes::new(WatchedFolders(places))
    }

    fn written(path: &str) -> notify::Result<Event> {
        let kind = EventKind::Modify(ModifyKind::Data(DataChange::Content));
        Ok(Event::new(kind).add_path(format!("{EXERCISES}/{path}").into()))
    }

    fn is_news(path: &str) -> bool {
        stirring().is_news(Path::new(EXERCISES), written(path))
    }

    #[test]
    fn only_what_belongs_to_katas_is_news() {
        for path in [
            "",
            "01_a",
            "01_a/01_b",
            "01_a/01_b/src",
            "01_a/01_b/src/deep/x.rs",
        ] {
            assert!(is_news(path), "{path}");
        }
        for path in [
            "target/debug/x.rs",
            "01_a/01_b/target/debug/deps/libb.rlib",
            "01_a/01_b/README.md",
            "01_a/01_b/tests/x.rs",
            "01_a/01_b/src/.lib.rs.swp",
            "01_a/01_b/src/lib.rs~",
            "01_a/01_b/src/.git/x.rs",
        ] {
            assert!(!is_news(path), "{path}");
        }
    }

    #[test]
    fn however_much_stirs_is_told_once() {
        let stirring = stirring();
        let tell = || stirring.is_news(Path::new(EXERCISES), written("01_a/01_b/src/lib.rs"));
        assert_eq!([tell(), tell(), tell()], [true, false, false]);
        assert!(stirring.has_stirred() && !stirring.has_stirred());
        assert_eq!(stirring.written(), ["b"]);
        assert!(stirring.written().is_empty());
        assert!(tell());
        stirring.forget(&["b".into()]);
        assert!(stirring.written().is_empty());
    }

    #[test]
    fn only_sources_that_are_written_count_as_written() {
        let stirring = stirring();
        let event = |kind| {
            let file = format!("{EXERCISES}/01_a/02_c/tests/x.rs");
            let event = Ok(Event::new(kind).add_path(file.into()));
            stirring.is_news(Path::new(EXERCISES), event);
            stirring.has_stirred();
            !stirring.written().is_empty()
        };
        assert!(event(EventKind::Create(CreateKind::File)));
        assert!(!event(EventKind::Access(AccessKind::Any)));
        let metadata = ModifyKind::Metadata(notify::event::MetadataKind::Any);
        assert!(!event(EventKind::Modify(metadata)));
    }

    #[test]
    fn folders_are_watched_anew_when_one_of_them_is_moved() {
        let watched = stirring().places.to_watch();
        let watched: Vec<(&str, bool)> = watched
            .iter()
            .filter_map(|(path, all)| Some((path.to_str()?, *all)))
            .collect();
        let expected = [
            ("", false),
            ("01_a", false),
            ("01_a/01_b", false),
            ("01_a/01_b/src", true),
            ("01_a/02_c", false),
            ("01_a/02_c/tests", true),
        ];
        assert_eq!(watched, expected);
        for (path, moved) in [("01_a/01_b/src", true), ("01_a/01_b/src/lib.rs", false)] {
            let stirring = stirring();
            stirring.is_news(Path::new(EXERCISES), written(path));
            assert_eq!(stirring.has_moved(), moved, "{path}");
        }
    }

    #[test]
    fn what_was_missed_is_news() {
        let lost = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert!(stirring().is_news(Path::new(EXERCISES), Ok(lost)));
        let error = notify::Error::generic("no luck");
        assert!(stirring().is_news(Path::new(EXERCISES), Err(error)));
    }
}
