//! Text for people: what must not reach a terminal or a log, and numbers in words.

/// Text from a student's program or file without anything that a terminal or a log could obey:
/// no escape sequences, no control characters but newline and tab, no change of writing direction.
pub fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text)
        .to_string()
        .chars()
        .filter(|c| matches!(c, '\n' | '\t') || !(c.is_control() || changes_direction(*c)))
        .collect()
}

/// Whether a character makes what follows stand where it does not belong.
fn changes_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Lines for a log without anything that GitHub's runner would obey: it takes `::command::` at the
/// start of a line, blank space before it or not, and `##[command]` anywhere.
pub fn inert(text: &str) -> String {
    let mut lines = String::new();
    for line in text.split_inclusive(['\n', '\r']) {
        let line = line.replace(changes_direction, "").replace("##[", "## [");
        let bare = anstream::adapter::strip_str(&line).to_string();
        if bare.trim_start().starts_with("::") {
            lines.push_str(&line.replacen("::", ": :", 1))
        } else {
            lines.push_str(&line)
        }
    }
    lines
}

/// `1 kata`, `2 katas`.
pub fn plural(count: usize, word: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {word}{ending}")
}

/// A hash of texts: other texts have another one, also if they are the same one behind the other.
pub fn hash_of<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = hmac_sha256::Hash::new();
    for text in texts {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    }
    kata_protocol::hex(&hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::{inert, plain};

    #[test]
    fn no_line_of_a_log_is_a_command() {
        assert_eq!(
            inert(
                "::error::a\n  \u{3000}::set-env::b\nc::d\n\u{1b}[1m::e::f\u{1b}[0m\nx ##[error]g"
            ),
            ": :error::a\n  \u{3000}: :set-env::b\nc::d\n\u{1b}[1m: :e::f\u{1b}[0m\nx ## [error]g"
        );
    }

    #[test]
    fn plain_text_keeps_lines_and_loses_everything_a_terminal_obeys() {
        assert_eq!(
            plain("a\x1b[31mred\x1b[0m\r\n\tb\u{202e}\u{7}"),
            "ared\n\tb"
        );
    }
}
