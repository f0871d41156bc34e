//! `new`: the folders of a kata that somebody wants to write, each with what belongs into it.

use super::context::Context;
use crate::{
    exit_code::{Exit, usage},
    util::{
        files::{entries, write_whole},
        folder_name,
    },
};
use anyhow::Result;
use std::path::{Path, PathBuf};

/// Makes the folders of the kata that `place` names, as `CHAPTER/KATA`.
pub fn run(context: &Context, place: &str) -> Result<Exit> {
    let root = context.workspace.root();
    let new = NewKata::at(place, context)?;
    let files = new.files(context.catalog.folder());
    if let Some((there, _)) = files.iter().find(|(path, _)| path.exists()) {
        return Err(usage(format!(
            "{} is there already: nothing was made.",
            inside(root, there)
        )));
    }
    for (path, text) in &files {
        write_whole(path, text.as_bytes())?;
    }
    context
        .screen
        .print(&new.words(root, context.catalog.folder()));
    Ok(Exit::Passed)
}

/// A kata that is to be made.
struct NewKata {
    /// The chapter's folder.
    chapter: String,
    /// Whether the chapter is new, too.
    chapter_is_new: bool,
    /// The exercise's folder, with its number.
    exercise: String,
    /// Its name.
    name: String,
    root: PathBuf,
}

impl NewKata {
    fn at(place: &str, context: &Context) -> Result<Self> {
        let root = context.workspace.root();
        let place = place.trim_end_matches('/');
        let place = place.strip_prefix("exercises/").unwrap_or(place);
        let Some((chapter, kata)) = place.split_once('/') else {
            return Err(usage(format!(
                "`{place}` is no place for a kata. Name the chapter and the kata, as in `3/my_kata` or `10_streams/my_kata`."
            )));
        };
        let (chapter, chapter_is_new) = chapter_folder(&root.join("exercises"), chapter)?;
        let (number, name) = match folder_name::parse(kata) {
            Some((number, name)) => (Some(number), name),
            None => (None, kata),
        };
        expect_a_name(name, context)?;
        let folder = root.join("exercises").join(&chapter);
        let number = number.map_or_else(|| next_number(&folder), Ok)?;
        Ok(Self {
            exercise: format!("{number:02}_{name}"),
            name: name.into(),
            chapter,
            chapter_is_new,
            root: root.into(),
        })
    }

    /// The folder of this kind: of the exercise or of the solution.
    fn folder(&self, kind: &str) -> PathBuf {
        self.root
            .join(kind)
            .join(&self.chapter)
            .join(&self.exercise)
    }

    /// Every file with its text.
    fn files(&self, katas: &Path) -> Vec<(PathBuf, String)> {
        let (exercise, solution) = (self.folder("exercises"), self.folder("solutions"));
        let checks = katas.join(&self.name);
        let stub = checks.join("stub");
        let mut files = Vec::new();
        let mut add =
            |path: PathBuf, text: &str| files.push((path, text.replace("{kata}", &self.name)));
        for folder in [&exercise, &stub] {
            add(
                folder.join("Cargo.toml"),
                include_str!("skeleton/exercise.toml"),
            );
            add(folder.join("README.md"), include_str!("skeleton/README.md"));
            add(
                folder.join("src/lib.rs"),
                include_str!("skeleton/exercise.rs.txt"),
            );
        }
        add(
            solution.join("Cargo.toml"),
            include_str!("skeleton/solution.toml"),
        );
        add(
            solution.join("src/lib.rs"),
            include_str!("skeleton/solution.rs.txt"),
        );
        add(checks.join("kata.toml"), include_str!("skeleton/kata.toml"));
        add(
            checks.join("checks.rs"),
            include_str!("skeleton/checks.rs.txt"),
        );
        add(
            checks.join("mistakes/gives_nothing.rs"),
            include_str!("skeleton/mistake.rs.txt"),
        );
        if self.chapter_is_new {
            let (number, name) = folder_name::parse(&self.chapter).unwrap_or_default();
            let title = format!("# Chapter {number}: {}\n", name.replace('_', " "));
            let chapter = self.root.join("exercises").join(&self.chapter);
            add(chapter.join("README.md"), &title);
        }
        files
    }

    /// What was made, and what is to be done.
    fn words(&self, root: &Path, katas: &Path) -> String {
        let name = &self.name;
        let parts = [
            (self.folder("exercises"), "what a student finds"),
            (self.folder("solutions"), "the reference solution"),
            (katas.join(name), "its checks, right answers and mistakes"),
        ];
        let parts = parts.map(|(folder, what)| format!("  {}: {what}\n", inside(root, &folder)));
        format!(
            "{name} is made:\n{}\n\
             Fill it in, in this order: the README's promises, the stub, the reference solution, the checks, two more right\n\
             answers, five mistakes. \"Adding a kata\" in grader/README.md says what belongs where. Then:\n\n  \
             .ci/same-stubs --write\n  .ci/same-catalog --write\n  cargo kata verify {name}\n",
            parts.concat()
        )
    }
}

/// The folder of a chapter that is named by its number, its name or both, and whether it has to be made.
fn chapter_folder(exercises: &Path, word: &str) -> Result<(String, bool)> {
    let folders = entries(exercises)?.into_iter().filter(|path| path.is_dir());
    let names = folders.filter_map(|path| Some(path.file_name()?.to_str()?.to_string()));
    let chapters: Vec<String> = names
        .filter(|name| folder_name::parse(name).is_some())
        .collect();
    let means = |chapter: &&String| {
        let (number, name) = folder_name::parse(chapter).unwrap_or_default();
        *chapter == word || name == word || word.parse() == Ok(number)
    };
    if let Some(chapter) = chapters.iter().find(means) {
        return Ok((chapter.clone(), false));
    }
    let fits = folder_name::parse(word).is_some_and(|(number, name)| {
        word.starts_with(&format!("{number:02}_")) && is_word(name) && !name.ends_with('y')
    });
    if !fits {
        return Err(usage(format!(
            "`{word}` is no chapter. There are {}. A new one is named as they are: two digits, and words that do not end in \
             `y`, since cargo's patterns leave those out.",
            chapters.join(", ")
        )));
    }
    Ok((word.into(), true))
}

/// The number behind the last exercise of a chapter.
fn next_number(chapter: &Path) -> Result<u32> {
    if !chapter.is_dir() {
        return Ok(1);
    }
    let folders = entries(chapter)?;
    let numbers = folders.iter().filter_map(|path| {
        let name = path.file_name()?.to_str()?;
        folder_name::parse(name).map(|(number, _)| number)
    });
    Ok(numbers.max().unwrap_or(0) + 1)
}

/// A name must be one of a crate, and no pattern of cargo may leave it out.
fn expect_a_name(name: &str, context: &Context) -> Result<()> {
    let why = if !is_word(name) || name.ends_with("py") {
        "A kata is named in small letters, digits and `_`. It begins and ends with a letter, and not in `py`, as copies of \
         folders do."
    } else if context.catalog.all().any(|kata| kata.name == name) {
        "There is a kata of this name."
    } else if KEYWORDS.contains(&name) {
        "It is a word of the language."
    } else if TAKEN.contains(&name) || name.ends_with("_solution") {
        "A crate of this name is there already."
    } else {
        return Ok(());
    };
    Err(usage(format!("`{name}` cannot be the name: {why}")))
}

/// Names of crates that an answer or its checks have beside them, or that are in this workspace.
const TAKEN: [&str; 13] = [
    "alloc",
    "anyhow",
    "class",
    "core",
    "futures",
    "grader",
    "kata_kit",
    "kata_orders",
    "kata_protocol",
    "proc_macro",
    "std",
    "test",
    "tokio",
];

/// The words of the language: no crate is called like one.
const KEYWORDS: [&str; 51] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Small letters, digits and `_`, with a letter at both ends.
fn is_word(name: &str) -> bool {
    let letter = |c: char| c.is_ascii_lowercase();
    let plain = |c: char| letter(c) || c.is_ascii_digit() || c == '_';
    name.starts_with(letter) && name.ends_with(letter) && name.chars().all(plain)
}

fn inside(root: &Path, path: &Path) -> String {
    path.strip_prefix(root)
        .unwrap_or(path)
        .display()
        .to_string()
}
