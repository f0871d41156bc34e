//! All texts of a result and of an answer, in one place, so that what is done to them is done to each: names are left
//! out of them, and what cannot be seen is made visible.

use grader::{
    result::{Block, CheckResult, KataResult, MutationMatrix, OrderPicture, OrderRow, Place},
    submission::Files,
};

/// Changes each text of `unit` that comes from a student or may quote one.
pub fn change_each(unit: &mut KataResult, change: &mut dyn FnMut(&mut String)) {
    for block in unit.blocks.iter_mut().chain(&mut unit.warnings) {
        let (Block::Prose(text) | Block::Rustc(text) | Block::InShort(text) | Block::Code(text)) =
            block;
        change(text);
    }
    if let Some(MutationMatrix {
        tests,
        mutants,
        asserts: _,
    }) = &mut unit.mutants
    {
        tests.iter_mut().for_each(&mut *change);
        mutants.iter_mut().for_each(|row| change(&mut row.does));
    }
    for diagnostic in &mut unit.diagnostics {
        change(&mut diagnostic.file);
        change(&mut diagnostic.message);
    }
    for check in &mut unit.checks {
        change_each_of_a_check(check, change);
    }
}

fn change_each_of_a_check(check: &mut CheckResult, change: &mut dyn FnMut(&mut String)) {
    for text in [
        &mut check.promise,
        &mut check.case,
        &mut check.observed,
        &mut check.details,
        &mut check.explanation,
        &mut check.output,
    ] {
        change(text);
    }
    check.tried.iter_mut().for_each(&mut *change);
    let places = check.stuck_at.iter_mut().chain(&mut check.todo);
    places.for_each(|Place { file, line: _ }| change(file));
    if let Some(picture) = &mut check.picture {
        for row in &mut picture.rows {
            change(&mut row.name);
            change(&mut row.times);
        }
        picture
            .marks
            .iter_mut()
            .for_each(|mark| change(&mut mark.words));
    }
    if let Some(picture) = check
        .orders
        .as_mut()
        .and_then(|orders| orders.failing.as_mut())
    {
        change_each_of_an_order(picture, change);
    }
}

fn change_each_of_an_order(picture: &mut OrderPicture, change: &mut dyn FnMut(&mut String)) {
    picture.threads.iter_mut().for_each(&mut *change);
    for OrderRow {
        file, text, action, ..
    } in picture.rows.iter_mut().chain(&mut picture.waiting)
    {
        change(file);
        change(text);
        change(action);
    }
}

/// Changes each text of an answer and the names of its files.
pub fn change_files(files: &mut Files, change: &mut dyn FnMut(&mut String)) {
    let changed = std::mem::take(files)
        .into_iter()
        .map(|(mut name, mut text)| {
            change(&mut name);
            change(&mut text);
            (name, text)
        });
    *files = changed.collect();
}

/// `text` with whatever is not seen, or moves what is seen, as its number; lines and tabs stay.
pub fn visible(text: &str) -> String {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t');
    if text.bytes().all(is_plain) {
        return text.into();
    }
    let text = text.replace("\r\n", "\n");
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' => shown.push(c),
            c if is_unseen(c) => shown.push_str(&format!("⟨U+{:04X}⟩", u32::from(c))),
            c => shown.push(c),
        }
    }
    shown
}

/// Whether a character is not seen, or changes the direction of others.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0e}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// `text` in at most so many characters.
pub fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.into(),
        Some(_) => {
            let kept = text.chars().take(most.saturating_sub(1));
            kept.chain(['…']).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_is_shown() {
        assert_eq!(visible("a\r\nb\tc"), "a\nb\tc");
        assert_eq!(visible("\u{1b}[31m\r\0"), "⟨U+001B⟩[31m⟨U+000D⟩⟨U+0000⟩");
        assert_eq!(
            visible("a\u{202e}b\u{200b}\u{9b}"),
            "a⟨U+202E⟩b⟨U+200B⟩⟨U+009B⟩"
        );
        assert_eq!(visible("Grüße 👋 ok"), "Grüße 👋 ok");
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(cut("äöü", 3), "äöü");
        assert_eq!(cut("äöüß", 3), "äö…");
    }
}
