//! What a word on the command line means: a kata by its name, its folder, its number or a path, or all
//! katas of a chapter.

use crate::{
    catalog::{Catalog, Kata},
    exit_code::usage,
    util::folder_name,
};
use anyhow::Result;
use std::path::{Component, Path, PathBuf};

/// What is needed to understand a word.
#[derive(Debug)]
pub struct Naming<'a> {
    catalog: &'a Catalog,
    /// The copy of the repository with the answers, as it was named and as it really is.
    answers: Vec<PathBuf>,
    /// This copy and the others that a path may lead into.
    tops: Vec<PathBuf>,
    /// The folder that the person stands in.
    here: PathBuf,
}

impl<'a> Naming<'a> {
    /// For somebody who stands `here`. Paths may lead into the copy of the repository with the answers and
    /// into another one.
    pub fn new(catalog: &'a Catalog, answers: &Path, other: &Path, here: &Path) -> Self {
        let forms = |top: &Path| {
            let named = plain(&here.join(top));
            std::iter::once(named).chain(top.canonicalize().ok())
        };
        Self {
            catalog,
            answers: forms(answers).collect(),
            tops: forms(answers).chain(forms(other)).collect(),
            here: here.into(),
        }
    }

    /// The names of all katas that these words mean.
    pub fn all(&self, words: &[String]) -> Result<Vec<String>> {
        let mut names = Vec::new();
        for word in words {
            let katas = self.katas(word)?;
            names.extend(katas.iter().map(|kata| kata.name.clone()));
        }
        Ok(names)
    }

    /// The name of the one kata that the word means.
    pub fn one(&self, word: &str) -> Result<String> {
        match self.katas(word)?.as_slice() {
            [kata] => Ok(kata.name.clone()),
            many => {
                let names: Vec<&str> = many.iter().map(|kata| kata.name.as_str()).collect();
                Err(usage(format!(
                    "`{word}` means {} katas, and one is wanted here: {}.",
                    names.len(),
                    names.join(", ")
                )))
            }
        }
    }

    /// The name of the kata whose folder the person stands in, or below it.
    pub fn here(&self) -> Option<String> {
        let inside = inside(&self.answers, &self.here)?;
        match self.at(&inside)?.as_slice() {
            [kata] if inside.len() > 2 => Some(kata.name.clone()),
            _ => None,
        }
    }

    fn katas(&self, word: &str) -> Result<Vec<&'a Kata>> {
        let bare = word.trim_end_matches(['/', '\\']);
        let named = |kata: &&Kata| {
            let numbered = || numbers(bare).is_some() && number(kata) == numbers(bare);
            kata.name == bare || folder(kata) == bare || numbered()
        };
        let found: Vec<&Kata> = self.catalog.all().filter(named).collect();
        if !found.is_empty() {
            return Ok(found);
        }
        let of_chapter: Vec<&Kata> = self.catalog.all().filter(|k| chapter(k, bare)).collect();
        if !of_chapter.is_empty() {
            return Ok(of_chapter);
        }
        let path = Path::new(word);
        let from = std::iter::once(&self.here).chain(&self.tops);
        let mut meant = from.filter_map(|folder| self.at(&inside(&self.tops, &folder.join(path))?));
        if let Some(katas) = meant.next() {
            return Ok(katas);
        }
        if path.components().count() > 1 || word.starts_with('.') {
            return Err(usage(format!(
                "{word} is not in the folder of a kata. `cargo kata list` shows all katas."
            )));
        }
        self.catalog.get(word).map(|kata| vec![kata])
    }

    /// The katas at such a place; `None` if it is of no kata.
    fn at(&self, parts: &[String]) -> Option<Vec<&'a Kata>> {
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let katas = self.catalog.all();
        let katas: Vec<&Kata> = match parts.as_slice() {
            [] | ["exercises" | "solutions"] => katas.collect(),
            ["exercises" | "solutions", name] => katas.filter(|k| k.chapter == *name).collect(),
            ["exercises" | "solutions", of, name, ..] => katas
                .filter(|kata| kata.chapter == *of && folder(kata) == *name)
                .collect(),
            ["grader", "katas", name, ..] => katas.filter(|kata| kata.name == *name).collect(),
            _ => Vec::new(),
        };
        (!katas.is_empty()).then_some(katas)
    }
}

/// The parts of a path below one of `tops`.
fn inside(tops: &[PathBuf], path: &Path) -> Option<Vec<String>> {
    let forms = std::iter::once(plain(path)).chain(path.canonicalize().ok());
    let forms: Vec<PathBuf> = forms.collect();
    let mut below = forms
        .iter()
        .flat_map(|form| tops.iter().filter_map(|top| form.strip_prefix(top).ok()));
    let parts = below.next()?.components();
    let names = parts.map(|part| part.as_os_str().to_string_lossy().into_owned());
    Some(names.collect())
}

fn folder(kata: &Kata) -> &str {
    kata.exercise.rsplit('/').next().unwrap_or_default()
}

/// A kata's number: its chapter's, and its own in it.
pub fn number(kata: &Kata) -> Option<(u32, u32)> {
    Some((leading(&kata.chapter)?, leading(folder(kata))?))
}

/// The number that a folder's name begins with.
fn leading(folder: &str) -> Option<u32> {
    folder_name::parse(folder).map(|(number, _)| number)
}

/// `3.2` as two numbers.
fn numbers(word: &str) -> Option<(u32, u32)> {
    let (chapter, kata) = word.split_once('.')?;
    Some((chapter.parse().ok()?, kata.parse().ok()?))
}

/// Whether a word is the number or the folder of the kata's chapter.
fn chapter(kata: &Kata, word: &str) -> bool {
    let same_number = || leading(&kata.chapter).is_some_and(|n| word.parse() == Ok(n));
    kata.chapter == word || same_number()
}

/// A path without `.` and `..`, which need not exist.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(plain.pop()),
            part => plain.push(part),
        }
    }
    plain
}
