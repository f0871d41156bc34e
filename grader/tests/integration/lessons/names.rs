//! The names that code uses, and those that a reader has met.

use super::prose;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::BTreeSet;

/// What `exercises/README.md` expects everybody to know: what the Rust book teaches of values, texts, options, results,
/// vectors, iterators, maps and cells.
const BASIC: &str = "
    as_bytes as_deref as_mut as_ref as_str checked_add clear clone clone_from cloned collect contains copied drain drop
    ends_with enumerate expect extend filter filter_map find flat_map flush fold for_each format from from_utf8 get
    get_mut get_or_insert get_or_insert_with insert into into_inner into_iter is_empty is_err is_none is_ok is_some
    is_some_and iter iter_mut last len lines lock map map_err max min mem next ok ok_or_else or_default parse pop position
    print println push push_back push_str pop_front remove replace rev saturating_add saturating_mul saturating_sub skip
    sort sort_by_key split split_whitespace starts_with sum take then to_owned to_string trim unwrap unwrap_or
    unwrap_or_default unwrap_or_else unzip vec values with_capacity write writeln zip
    Box Clone Debug Default Err Error FnMut FnOnce HashMap Iterator None Ok Option Rc Result Some String Vec VecDeque
    SUCCESS FAILURE as_millis checked_div collections MAX env fmt io process assert assert_eq matches assert_ne
";

/// Names that a reader has met in code.
pub struct Names(BTreeSet<String>);

impl Names {
    /// What everybody knows.
    pub fn basic() -> Self {
        let mut names = Self(BTreeSet::new());
        names.learn_from_code(BASIC);
        names
    }

    /// What a lesson shows in its code blocks and between backticks.
    pub fn learn_from_prose(&mut self, markdown: &str) {
        self.learn_from_code(&prose::code_in(markdown));
    }

    /// What a hint shows: its indented lines, and what stands between backticks.
    pub fn learn_from_hint(&mut self, hint: &str) {
        self.learn_from_code(&prose::code_in(hint));
        for line in hint.lines().filter(|line| line.starts_with("    ")) {
            self.learn_from_code(line);
        }
    }

    /// All words of `code`.
    pub fn learn_from_code(&mut self, code: &str) {
        let words = code.split(|c: char| !c.is_alphanumeric() && c != '_');
        self.0.extend(words.map(String::from));
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }
}

/// The names of the libraries that these sources use: what they import, the rest of paths, methods and macros. What
/// they define themselves is left out.
pub fn used_in<'a>(sources: impl IntoIterator<Item = &'a String>) -> BTreeSet<String> {
    let (mut used, mut defined) = (BTreeSet::new(), BTreeSet::new());
    for source in sources {
        let tokens = source.parse().expect("a reference is Rust");
        collect(tokens, &mut used, &mut defined);
    }
    used.retain(|name| !defined.contains(name));
    used
}

fn collect(tokens: TokenStream, used: &mut BTreeSet<String>, defined: &mut BTreeSet<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is = |at: usize, sign: char| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == sign);
    let name = |at: usize| match tokens.get(at) {
        Some(TokenTree::Ident(name)) => Some(name.to_string()),
        _ => None,
    };
    let mut imports = false;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) if imports => {
                used.extend(words_of(group.stream()));
            }
            TokenTree::Group(group) => {
                if group.delimiter() == Delimiter::Brace
                    && at >= 2
                    && name(at - 2).is_some_and(|word| word == "enum")
                {
                    defined.extend(words_of(group.stream()));
                }
                collect(group.stream(), used, defined);
            }
            TokenTree::Punct(punct) if punct.as_char() == ';' => imports = false,
            TokenTree::Ident(ident) => {
                let word = ident.to_string();
                let before = at.checked_sub(1);
                let defines = [
                    "fn", "struct", "enum", "const", "static", "type", "let", "mod", "trait",
                ];
                let follows_a_sign = |sign| before.is_some_and(|before| is(before, sign));
                // `impl Trait + use<>` imports nothing.
                if word == "use" && !is(at + 1, '<') {
                    imports = true;
                } else if before
                    .and_then(name)
                    .is_some_and(|word| defines.contains(&&*word))
                {
                    defined.insert(word);
                } else if imports
                    || follows_a_sign(':') && at >= 2 && is(at - 2, ':')
                    || follows_a_sign('.') && called(&tokens, at)
                    || is(at + 1, '!') && !is(at + 2, '=')
                {
                    used.insert(word);
                }
            }
            _ => {}
        }
    }
    for word in [
        "std", "tokio", "futures", "anyhow", "self", "crate", "super", "as", "core",
    ] {
        used.remove(word);
    }
}

/// Whether the name at this index is called: it may have types between it and its arguments.
fn called(tokens: &[TokenTree], at: usize) -> bool {
    match tokens.get(at + 1) {
        Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Parenthesis,
        Some(TokenTree::Punct(punct)) => punct.as_char() == ':',
        _ => false,
    }
}

fn words_of(tokens: TokenStream) -> Vec<String> {
    let words = tokens.into_iter().map(|token| match token {
        TokenTree::Ident(name) => vec![name.to_string()],
        TokenTree::Group(group) => words_of(group.stream()),
        _ => Vec::new(),
    });
    words.flatten().collect()
}

/// The texts in a source, as they are when it runs.
pub fn texts_in(source: &str) -> Vec<String> {
    fn collect(tokens: TokenStream, texts: &mut Vec<String>) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => collect(group.stream(), texts),
                TokenTree::Literal(literal) => {
                    let text = literal.to_string();
                    let inside = text
                        .strip_prefix('"')
                        .and_then(|text| text.strip_suffix('"'));
                    texts.extend(inside.map(unescaped));
                }
                _ => {}
            }
        }
    }
    let mut texts = Vec::new();
    // The doc comments of checks are promises, and come as texts, too.
    let tokens = source.parse().expect("checks are Rust");
    collect(tokens, &mut texts);
    texts
}

fn unescaped(literal: &str) -> String {
    let joined = literal
        .split("\\\n")
        .map(str::trim_start)
        .collect::<String>();
    joined.replace("\\n", "\n").replace("\\\"", "\"")
}
