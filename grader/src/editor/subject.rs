//! Which item of a student's files a promise is about: where a failure is shown that has no line.

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
            if let Ok(tokens) = text.parse() {
                collect(file, tokens, &mut items);
            }
        }
        // What checks can call comes first, whatever the order of the files.
        items.sort_by_key(|item| !item.is_public);
        Self(items)
    }

    /// What the check `name` of `kata` is about: an item that its promise names, else one that it calls, else the
    /// first one.
    pub fn of_check(&self, kata: &Kata, name: &str) -> Option<&Item> {
        let check = kata.checks.iter().find(|check| check.name == name);
        let named = check.map(|check| names_in_code(&check.promise));
        let named = named.unwrap_or_default();
        self.first_of(&named)
            .or_else(|| self.first_of(&names_called(kata, name)))
            .or_else(|| self.first())
    }

    /// The first item that checks can call.
    pub fn first(&self) -> Option<&Item> {
        self.0.first()
    }

    /// The item with the first of these names that some item has; a function, if one has any of the names.
    fn first_of(&self, names: &[String]) -> Option<&Item> {
        let find = |is_function| {
            let item = |name: &String| {
                let mut items = self.0.iter();
                items.find(|item| item.name == *name && item.is_function == is_function)
            };
            names.iter().find_map(item)
        };
        find(true).or_else(|| find(false))
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

/// The names that the check `name` uses behind a `::` or a dot, its own before those of the helpers that it calls.
fn names_called(kata: &Kata, name: &str) -> Vec<String> {
    let check = kata.checks.iter().find(|check| check.name == name);
    let source = match check.map(|check| check.form) {
        Some(Form::EveryOrder) => kata.order_functions(),
        _ => kata.check_functions().ok(),
    };
    let Some(Ok(tokens)) = source.map(str::parse) else {
        return Vec::new();
    };
    let mut bodies = bodies(tokens);
    let mut names = Vec::new();
    let mut waiting = VecDeque::from([name.to_string()]);
    while let Some(name) = waiting.pop_front() {
        // Taken out, so that nothing is looked at twice.
        if let Some(body) = bodies.remove(&name) {
            add_names(body, &mut names, &mut waiting);
        }
    }
    names
}

/// What is between the braces of every function that is in no other block.
fn bodies(tokens: TokenStream) -> BTreeMap<String, TokenStream> {
    let mut bodies = BTreeMap::new();
    let mut tokens = tokens.into_iter();
    while let Some(token) = tokens.next() {
        let is_fn = matches!(&token, TokenTree::Ident(word) if word == "fn");
        let Some(TokenTree::Ident(name)) = is_fn.then(|| tokens.next()).flatten() else {
            continue;
        };
        let body = tokens.find_map(|token| match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group),
            _ => None,
        });
        bodies.extend(body.map(|body| (name.to_string(), body.stream())));
    }
    bodies
}

/// Adds to `names` those behind a `::` or a dot, and to `others` all others.
fn add_names(tokens: TokenStream, names: &mut Vec<String>, others: &mut VecDeque<String>) {
    let mut is_behind_a_path = false;
    for token in tokens {
        match &token {
            TokenTree::Ident(word) if is_behind_a_path => names.push(word.to_string()),
            TokenTree::Ident(word) => others.push_back(word.to_string()),
            TokenTree::Group(group) => add_names(group.stream(), names, others),
            _ => {}
        }
        is_behind_a_path =
            matches!(&token, TokenTree::Punct(sign) if [':', '.'].contains(&sign.as_char()));
    }
}

/// The first `todo!` in `files`, as an item of that name.
pub fn first_todo(files: &Files) -> Option<Item> {
    files.iter().find_map(|(file, text)| {
        let mut rest: VecDeque<TokenTree> = text.parse::<TokenStream>().ok()?.into_iter().collect();
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
