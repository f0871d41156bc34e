//! Numbers and statuses in words, and texts with code in them.

use crate::report::text::cut;
use grader::result::KataStatus;

/// Text in pieces, each code or not: what stands between backticks is code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rich(pub Vec<Piece>);

/// A piece of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Whether it is code.
    pub is_code: bool,
    /// The text.
    pub text: String,
}

impl Rich {
    /// `text` in at most so many characters.
    pub fn new(text: &str, most: usize) -> Self {
        let text = cut(text.trim(), most);
        let whole = text.matches('`').count() / 2 * 2;
        let pieces = text.splitn(whole + 1, '`').enumerate();
        let pieces = pieces.map(|(index, text)| Piece {
            is_code: index % 2 == 1,
            text: text.into(),
        });
        Self(pieces.filter(|piece| !piece.text.is_empty()).collect())
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// How a cell of the heat map looks and what it stands for.
#[derive(Debug, Clone, Copy)]
pub struct Sign {
    /// The class of its style.
    pub class: &'static str,
    /// What it shows; nothing for a failed kata, which shows its points.
    pub sign: &'static str,
    /// What that means.
    pub words: &'static str,
}

/// How a status is shown.
pub const fn sign(status: KataStatus) -> Sign {
    let (class, sign, words) = match status {
        KataStatus::Passed => ("p", "✓", "passed"),
        KataStatus::Failed => ("f", "", "failed"),
        KataStatus::DoesNotCompile => ("e", "E", "does not compile"),
        KataStatus::SignatureChanged => ("e", "S", "a public signature was changed"),
        KataStatus::Refused => ("e", "R", "refused: the files are not read"),
        KataStatus::NotStarted => ("n", "·", "not started"),
        KataStatus::Missing => ("n", "–", "missing"),
        KataStatus::NotGraded => ("u", "?", "not graded: the grader or the machine failed"),
    };
    Sign { class, sign, words }
}

/// The share of points in four steps, for colours.
pub fn step(score: u32, max_score: u32) -> u32 {
    (score * 4).checked_div(max_score).unwrap_or(0).min(3)
}

/// A share in whole percents, never 0 or 100 for what is not none or all.
pub fn percent(part: usize, of: usize) -> usize {
    match (part * 100 + of / 2).checked_div(of) {
        None => 0,
        Some(0) if part > 0 => 1,
        Some(100) if part < of => 99,
        Some(percent) => percent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_backticks_is_code() {
        let pieces = |text: &str| -> Vec<(bool, String)> {
            let pieces = Rich::new(text, 100).0.into_iter();
            pieces.map(|piece| (piece.is_code, piece.text)).collect()
        };
        let piece = |is_code: bool, text: &str| (is_code, text.to_string());
        assert_eq!(
            pieces("`a` and `b`."),
            [
                piece(true, "a"),
                piece(false, " and "),
                piece(true, "b"),
                piece(false, ".")
            ]
        );
        assert_eq!(pieces("one ` only"), [piece(false, "one ` only")]);
        assert_eq!(
            pieces("`a` ` <b>"),
            [piece(true, "a"), piece(false, " ` <b>")]
        );
    }

    #[test]
    fn only_none_and_all_are_0_and_100_percent() {
        assert_eq!(
            [
                percent(0, 300),
                percent(1, 300),
                percent(299, 300),
                percent(300, 300),
                percent(0, 0)
            ],
            [0, 1, 99, 100, 0]
        );
    }
}
