//! Findings as text, each with the lines of the student's that it is about.

use super::{Finding, code::StudentCode};
use crate::{result::Place, util::text::plain};

/// Findings with their source lines; places of which the same is said share a sentence, and those in a
/// row that were called from the same line share that.
pub(super) fn told_together(code: StudentCode<'_>, findings: &[Finding]) -> String {
    let mut text = String::new();
    for same in findings.chunk_by(|a, b| a.sentence == b.sentence) {
        let end = if same[0].place.is_some() { ":" } else { "." };
        text.push_str(&format!("{}{end}\n", same[0].sentence));
        for called in same.chunk_by(|a, b| a.caller == b.caller) {
            for place in called.iter().filter_map(|found| found.place.as_ref()) {
                text.push_str(&quoted(code, "", place));
            }
            if let Some(caller) = &called[0].caller {
                text.push_str(&quoted(code, "called at ", caller));
            }
        }
    }
    text.trim_end().to_string()
}

/// A place and what stands there; of an expression that goes on in the next line, how it begins.
fn quoted(code: StudentCode<'_>, how: &str, place: &Place) -> String {
    let Place { file, line } = place;
    let beginning = beginning(code, place);
    let begins = Place {
        file: file.clone(),
        line: beginning,
    };
    let mut text = format!("  {how}{file}:{line}\n");
    let mut lines = vec![line_of(code, place)];
    if beginning < *line {
        if beginning + 1 < *line {
            lines.insert(0, "…");
        }
        lines.insert(0, line_of(code, &begins));
    }
    for line in lines {
        text.push_str(&format!("      {}\n", plain(line).trim()));
    }
    text
}

/// The line in which the expression begins that goes on in the line of `place` with `.await` or
/// another method.
fn beginning(code: StudentCode<'_>, place: &Place) -> u32 {
    let line_at = |line| {
        let file = place.file.clone();
        line_of(code, &Place { file, line })
    };
    let depth = |line: &str| line.len() - line.trim_start().len();
    let goes_on = |line: &str| line.trim_start().starts_with(['.', ')', ']', '}']);
    let here = line_at(place.line);
    if !here.trim_start().starts_with('.') {
        return place.line;
    }
    let mut above = (1..place.line).rev();
    above
        .find(|&line| {
            let text = line_at(line);
            !text.trim().is_empty() && depth(text) <= depth(here) && !goes_on(text)
        })
        .unwrap_or(place.line)
}

/// The text of a line of the student's; empty if there is none.
pub(super) fn line_of<'a>(code: StudentCode<'a>, place: &Place) -> &'a str {
    let inside = place.file.strip_prefix(&format!("{}/", code.exercise));
    let source = inside.and_then(|name| code.files.get(name));
    let line = source.and_then(|text| text.lines().nth(place.line.saturating_sub(1) as usize));
    line.unwrap_or_default()
}

/// The lines of what is passed to the `block_on` at `place`.
pub(super) fn arguments(code: StudentCode<'_>, place: &Place) -> Vec<Place> {
    let mut depth = 0;
    let mut lines = Vec::new();
    for line in place.line.. {
        let file = place.file.clone();
        let place = Place { file, line };
        let text = line_of(code, &place);
        let text = match lines.is_empty() {
            true => text.split_once("block_on").map_or("", |(_, behind)| behind),
            false => text,
        };
        let brackets = |sign| text.matches(sign).count();
        depth += brackets('(');
        lines.push(place);
        depth = depth.saturating_sub(brackets(')'));
        if depth == 0 {
            break;
        }
    }
    lines
}

/// Where the function begins that `place` is in: the last line above that has a `fn`.
pub(super) fn function_around(code: StudentCode<'_>, place: &Place) -> Option<Place> {
    let at = |line| Place {
        file: place.file.clone(),
        line,
    };
    let begins = |line: &Place| {
        let text = line_of(code, line).trim_start();
        !text.starts_with("//") && text.split_whitespace().any(|word| word == "fn")
    };
    (1..=place.line).rev().map(at).find(begins)
}
