//! The tokens of an answer: names are folded, since renaming is no work of one's own; blank space and comments are left out.

use super::Lines;
use grader::submission::Files;
use ra_ap_rustc_lexer::{FrontmatterAllowed, LiteralKind, TokenKind, tokenize};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// The words of the language, which are not folded: `if` is another thing than `loop`.
const KEYWORDS: [&str; 38] = [
    "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern",
    "false", "fn", "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub",
    "ref", "return", "self", "Self", "static", "struct", "super", "trait", "true", "type",
    "unsafe", "use", "where", "while",
];

/// A token, and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// What it is, without its name.
    pub kind: u64,
    /// The index of its file.
    pub file: usize,
    /// Its line, from 1.
    pub line: u32,
}

/// The tokens of all files, one file after the other.
#[derive(Debug)]
pub struct Tokens {
    files: Vec<String>,
    /// The tokens.
    pub all: Vec<Token>,
}

impl Tokens {
    /// Those of an answer.
    pub fn of(answer: &Files) -> Self {
        let mut all = Vec::new();
        for (file, text) in answer.values().enumerate() {
            let mut line = 1;
            let mut rest = text.as_str();
            for token in tokenize(text, FrontmatterAllowed::No) {
                let (this, after) = rest.split_at(token.len as usize);
                if let Some(kind) = folded(token.kind, this) {
                    all.push(Token { kind, file, line });
                }
                line += u32::try_from(this.matches('\n').count()).unwrap_or(0);
                rest = after;
            }
        }
        Self {
            files: answer.keys().cloned().collect(),
            all,
        }
    }

    /// Where the tokens from `first` to `last` stand, in the file of the first.
    pub fn lines(&self, first: usize, last: usize) -> Lines {
        let (from, to) = (self.all[first], self.all[last]);
        Lines {
            file: self.files[from.file].clone(),
            first: from.line,
            last: to.line,
        }
    }
}

/// What a token is, without its name; nothing for what says nothing.
fn folded(kind: TokenKind, text: &str) -> Option<u64> {
    let word = match kind {
        TokenKind::Whitespace
        | TokenKind::LineComment { .. }
        | TokenKind::BlockComment { .. }
        | TokenKind::Frontmatter { .. } => return None,
        TokenKind::Ident if KEYWORDS.contains(&text) => text,
        TokenKind::Ident | TokenKind::RawIdent | TokenKind::InvalidIdent => "name",
        TokenKind::Lifetime { .. } | TokenKind::RawLifetime => "lifetime",
        TokenKind::Literal { kind, .. } => match kind {
            LiteralKind::Int { .. } | LiteralKind::Float { .. } => "number",
            _ => "text",
        },
        _ => text,
    };
    let mut hasher = DefaultHasher::new();
    word.hash(&mut hasher);
    Some(hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<u64> {
        let answer = Files::from([("src/lib.rs".to_string(), text.to_string())]);
        let tokens = Tokens::of(&answer);
        tokens.all.iter().map(|token| token.kind).collect()
    }

    #[test]
    fn names_comments_and_layout_do_not_count_and_everything_else_does() {
        let one = kinds("fn a(b: u32) -> u32 { b + 1 } // one");
        let renamed = "fn sum(x: i64)\n    -> i64 { /* two */ x + 27 }";
        assert_eq!(one, kinds(renamed));
        assert_ne!(one, kinds("fn a(b: u32) -> u32 { b - 1 }"));
        assert_ne!(kinds("if a {}"), kinds("while a {}"));
        // It need not be Rust.
        assert!(!kinds("\"never closed \u{1f980} 'a \\").is_empty());
    }
}
