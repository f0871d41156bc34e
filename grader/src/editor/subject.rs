//! Which item of a student's files a promise is about: where a failure is shown that has no line.

use super::source::without_mark;
use crate::{
    catalog::{Kata, checks::Form},
    submission::Files,
};
use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use std::{
    collections::{BTreeMap, VecDeque},
    ops::Range,
};

/// The name of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The file, as its path inside the exercise.
    pub file: String,
    /// The name.
    pub name: String,
    /// The line of the name, from 1.
    pub line: usize,
    /// Its characters in that line, from 0.
    pub columns: Range<usize>,
    is_public: bool,
    is_function: bool,
}

/// The items of a student's files.
#[derive(Debug)]
pub struct Items(Vec<Item>);

/// The words before an item's name.
const KEYWORDS: [&str; 6] = ["fn", "struct", "enum", "trait", "type", "union"];

impl Items {
    /// All in `files`. A file that only the compiler can read has none.
    pub fn of(files: &Files) -> Self {
        let mut items = Vec::new();
        for (file, text) in files {
            if let Ok(tokens) = without_mark(text).parse() {
                collect(file, tokens, &mut items);
            }
        }
        // What checks can call comes first, whatever the order of the files.
        items.sort_by_key(|item| !item.is_public);
        Self(items)
    }

    /// What the check `name` of `kata` is about: a function that its promise names, else what it calls of the student's
    /// crate, else the first item.
    pub fn of_check(&self, kata: &Kata, name: &str) -> Option<&Item> {
        let check = kata.checks.iter().find(|check| check.name == name);
        let promised = check.map(|check| names_in_code(&check.promise));
        self.first_of(&promised.unwrap_or_default())
            .or_else(|| self.first_of(&names_called(kata, name)))
            .or_else(|| self.first())
    }

    /// The first item that checks can call.
    pub fn first(&self) -> Option<&Item> {
        self.0.first()
    }

    /// The item with the first of these names that some item has. A function comes before a type, and what only makes a
    /// value comes last: every check of the type calls it.
    fn first_of(&self, names: &[String]) -> Option<&Item> {
        let is_new = |item: &Item| item.is_function && item.name == "new";
        let find = |fits: &dyn Fn(&Item) -> bool| {
            let item = |name: &String| {
                let mut items = self.0.iter();
                items.find(|item| item.name == *name && fits(item))
            };
            names.iter().find_map(item)
        };
        find(&|item| item.is_function && !is_new(item))
            .or_else(|| find(&|item| !item.is_function))
            .or_else(|| find(&is_new))
    }
}

fn collect(file: &str, tokens: TokenStream, items: &mut Vec<Item>) {
    let mut tokens = tokens.into_iter().peekable();
    let mut is_public = false;
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(word) if word == "pub" => is_public = true,
            TokenTree::Ident(word) if KEYWORDS.iter().any(|keyword| word == keyword) => {
                if let Some(TokenTree::Ident(name)) = tokens.peek() {
                    items.push(item(file, name, is_public, word == "fn"));
                }
                is_public = false;
            }
            TokenTree::Punct(sign) if sign.as_char() == ';' => is_public = false,
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                is_public = false;
                collect(file, group.stream(), items);
            }
            _ => {}
        }
    }
}

fn item(file: &str, name: &Ident, is_public: bool, is_function: bool) -> Item {
    let (begin, end) = (name.span().start(), name.span().end());
    Item {
        file: file.into(),
        name: name.to_string(),
        line: begin.line,
        columns: begin.column..end.column,
        is_public,
        is_function,
    }
}

/// The names in the parts of a sentence that are code, as in "`run(f)` returns".
fn names_in_code(sentence: &str) -> Vec<String> {
    let code = sentence.split('`').skip(1).step_by(2);
    code.flat_map(|code| {
        let words = code.split(|c: char| !c.is_alphanumeric() && c != '_');
        words.filter(|word| !word.is_empty()).map(str::to_string)
    })
    .collect()
}

/// What the student's crate is called in checks.
const CRATE: &str = "k";

/// The names that the check `name` uses of the student's crate, as `first` in `k::first(…)`: its own before those of
/// the helpers that it calls.
fn names_called(kata: &Kata, name: &str) -> Vec<String> {
    let check = kata.checks.iter().find(|check| check.name == name);
    let source = match check.map(|check| check.form) {
        Some(Form::EveryOrder) => kata.order_functions(),
        _ => kata.check_functions().ok(),
    };
    let Some(Ok(tokens)) = source.map(str::parse) else {
        return Vec::new();
    };
    let mut bodies = BTreeMap::new();
    add_bodies(tokens, &mut bodies);
    let mut names = Vec::new();
    let mut helpers = VecDeque::from([name.to_string()]);
    while let Some(name) = helpers.pop_front() {
        // Taken out, so that nothing is looked at twice.
        if let Some(body) = bodies.remove(&name) {
            add_names(body, &mut names, &mut helpers);
        }
    }
    names
}

/// Adds the names that a function uses of the student's crate to `names`, and all of its names to `helpers`.
fn add_names(body: TokenStream, names: &mut Vec<String>, helpers: &mut VecDeque<String>) {
    let mut before = String::new();
    for token in body {
        match &token {
            TokenTree::Group(group) => add_names(group.stream(), names, helpers),
            TokenTree::Ident(name) => {
                if before.strip_prefix(CRATE) == Some("::") {
                    names.push(name.to_string());
                }
                helpers.push_back(name.to_string());
                before = name.to_string();
            }
            TokenTree::Punct(sign) if sign.as_char() == ':' => before.push(':'),
            TokenTree::Punct(_) | TokenTree::Literal(_) => before.clear(),
        }
    }
}

/// Adds what is between the braces of every function, by the function's name.
fn add_bodies(tokens: TokenStream, bodies: &mut BTreeMap<String, TokenStream>) {
    let mut name = None;
    let mut tokens = tokens.into_iter();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(word) if word == "fn" => {
                name = tokens.next().map(|name| name.to_string());
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                add_bodies(group.stream(), bodies);
                if let Some(name) = name.take() {
                    bodies.entry(name).or_insert_with(|| group.stream());
                }
            }
            _ => {}
        }
    }
}

/// The first `todo!` in `files`, as an item of that name.
pub fn first_todo(files: &Files) -> Option<Item> {
    files.iter().find_map(|(file, text)| {
        let tokens: TokenStream = without_mark(text).parse().ok()?;
        let mut rest: VecDeque<TokenTree> = tokens.into_iter().collect();
        while let Some(token) = rest.pop_front() {
            match token {
                TokenTree::Group(group) => {
                    let inside: Vec<TokenTree> = group.stream().into_iter().collect();
                    for token in inside.into_iter().rev() {
                        rest.push_front(token);
                    }
                }
                TokenTree::Ident(word) if word == "todo" => {
                    return Some(item(file, &word, false, false));
                }
                _ => {}
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{CheckSource, checks, example};

    const CHECKS: &str = "
use wait_for_first as k;

fn race() -> u8 { k::first_task(k::first) }

/// Whatever comes, `first` waits.
fn by_its_promise() { k::first_task(); }

/// The others stop.
async fn by_a_helper() { let _new = Some(race()); }

/// A winner is made.
fn by_a_type() { let winner = k::Winner::new(); winner.first(); }

/// Nothing is no winner.
fn by_nothing() { first_task() }
";

    const ANSWER: &str = "
fn helper() { fn first_task() {} }
pub struct Winner { wins: fn(u8) -> u8 }
impl Winner { pub const fn new() -> Self { todo!() } }
pub fn first_task() {}
pub(crate) fn first() {}
";

    fn kata() -> Kata {
        Kata {
            check_source: CheckSource::Functions(CHECKS.into()),
            checks: checks::parse(CHECKS).expect("the checks can be read"),
            ..example::kata()
        }
    }

    fn files(text: &str) -> Files {
        Files::from([("src/lib.rs".into(), text.into())])
    }

    #[test]
    fn a_promise_is_about_what_it_names_or_what_its_check_calls_or_the_first_item() {
        let (kata, items) = (kata(), Items::of(&files(ANSWER)));
        for (check, name, line) in [
            ("by_its_promise", "first", 6),
            ("by_a_helper", "first_task", 5),
            ("by_a_type", "Winner", 3),
            ("by_nothing", "Winner", 3),
            ("there_is_none", "Winner", 3),
        ] {
            let item = items.of_check(&kata, check).expect("there is one");
            assert_eq!((item.name.as_str(), item.line), (name, line), "{check}");
        }
    }

    #[test]
    fn a_file_without_an_item_and_one_that_cannot_be_read_have_none() {
        for text in ["// nothing", "fn open() { (", "fn", ""] {
            let items = Items::of(&files(text));
            assert_eq!(items.of_check(&kata(), "by_nothing"), None, "{text}");
        }
    }

    #[test]
    fn an_item_is_found_in_characters_whatever_stands_before_it() {
        let text = "\u{feff}/* ü🦀 */\tpub async fn fürst() { todo!() }\r\n";
        let items = Items::of(&files(text));
        let item = items.first().expect("there is one");
        assert_eq!((item.line, item.columns.clone()), (1, 22..27));
        let todo = first_todo(&files(text)).expect("there is one");
        assert_eq!((todo.line, todo.columns), (1, 32..36));
    }

    #[test]
    fn only_a_todo_that_is_code_is_one() {
        let text =
            "// todo!()\nfn a() { \"todo!()\"; }\nfn b() { if c { todo!() } }\nfn d() { todo!() }";
        let todo = first_todo(&files(text)).expect("there is one");
        assert_eq!((todo.line, todo.columns), (3, 16..20));
        assert_eq!(first_todo(&Files::new()), None);
    }
}
