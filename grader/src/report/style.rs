//! Signs and colours. What a terminal does not want of them is taken out when it is printed.

use crate::result::KataStatus;
use anstyle::{AnsiColor, Style};

/// What is as it should be.
pub const GOOD: Style = AnsiColor::Green.on_default();
/// What is not.
pub const BAD: Style = AnsiColor::Red.on_default();
const NOTE: Style = AnsiColor::Yellow.on_default();
const FAINT: Style = Style::new().dimmed();
const STRONG: Style = Style::new().bold();
/// As rustc colours what points at source.
const POINTER: Style = AnsiColor::BrightBlue.on_default().bold();
const ERROR: Style = AnsiColor::BrightRed.on_default().bold();

/// `text` in `style`.
pub fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// A heading.
pub fn strong(text: &str) -> String {
    styled(STRONG, text)
}

/// A remark beside what matters.
pub fn faint(text: &str) -> String {
    styled(FAINT, text)
}

/// The sign and colour of a status, for reports and lists.
pub fn sign(status: KataStatus) -> String {
    match status {
        KataStatus::Passed => styled(GOOD, "✓"),
        KataStatus::NotStarted => faint("·"),
        KataStatus::NotGraded | KataStatus::Missing => styled(NOTE, "!"),
        _ => styled(BAD, "✗"),
    }
}

/// What rustc says, in about the colours that it would have given it.
pub fn rustc(text: &str) -> String {
    text.lines().map(|line| rustc_line(line) + "\n").collect()
}

fn rustc_line(line: &str) -> String {
    if line.starts_with("error") {
        return match line.split_once(": ") {
            Some((error, sentence)) => {
                format!(
                    "{}{}",
                    styled(ERROR, error),
                    strong(&format!(": {sentence}"))
                )
            }
            None => styled(ERROR, line),
        };
    }
    let source = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let margin = &line[..line.len() - source.len()];
    if let Some(rest) = source.strip_prefix('|') {
        let marks = rest.trim_start().starts_with('^');
        let rest = if marks {
            styled(ERROR, rest)
        } else {
            rest.into()
        };
        return format!("{}{rest}", styled(POINTER, &format!("{margin}|")));
    }
    match source.strip_prefix("-->") {
        Some(place) => format!("{}{place}", styled(POINTER, &format!("{margin}-->"))),
        None => line.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::rustc;

    #[test]
    fn colours_change_nothing_of_what_rustc_says() {
        let said = "error[E0382]: use of moved value: `a`\n --> src/lib.rs:3:5\n  |\n3 |     a;\n  |     ^ value \
                    used\nhelp: clone it\n";
        let coloured = rustc(said);
        assert!(coloured.contains("\u{1b}["));
        assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), said);
    }
}
