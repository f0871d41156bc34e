//! What a run says: to people ([`human`], [`compare`]) and to programs ([`json`]).

pub mod compare;
pub mod human;
pub mod json;

/// Text from a student's program or file without anything that a terminal or a log could obey:
/// no escape sequences, no control characters but newline and tab, no change of writing direction.
pub fn plain(text: &str) -> String {
    let direction = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    anstream::adapter::strip_str(text)
        .to_string()
        .chars()
        .filter(|c| matches!(c, '\n' | '\t') || !(c.is_control() || direction(*c)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn plain_text_keeps_lines_and_loses_everything_a_terminal_obeys() {
        assert_eq!(
            plain("a\x1b[31mred\x1b[0m\r\n\tb\u{202e}\u{7}"),
            "ared\n\tb"
        );
    }
}
