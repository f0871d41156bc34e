//! The picture of a timeline on a screen that it is too wide for. Pure: from text to lines.

use super::document::Document;

/// A timeline in at most so many `columns`, indented, if it can be: where it is too wide, names and times
/// stand above their bars, and every bar begins at the edge.
pub fn document(picture: &str, indent: usize, columns: usize) -> Document {
    let room = columns.saturating_sub(indent);
    let mut document = Document::default();
    if picture.lines().all(|line| line.chars().count() <= room) {
        document.drawn(indent, picture.trim_end());
        return document;
    }
    let first_bar = picture.lines().find_map(|line| line.split_once(" |"));
    let margin = first_bar.map_or(0, |(name, _)| name.chars().count() + 1);
    for line in picture.lines() {
        match line.split_once(" |") {
            Some((name, rest)) => add_row(&mut document, indent, name.trim(), rest),
            None => add_mark(&mut document, indent, line, margin, room),
        }
    }
    document
}

/// A bar below its name. The times begin with the first digit behind it.
fn add_row(document: &mut Document, indent: usize, name: &str, rest: &str) {
    let at = rest.find(|c: char| c.is_ascii_digit());
    let (bar, times) = rest.split_at(at.unwrap_or(rest.len()));
    document.prose(indent, &format!("{name}  {times}"));
    document.drawn(indent, &format!("|{bar}"));
}

/// A mark below bars that are `margin` columns further to the left now; its words get a line of their own
/// where they do not fit beside it.
fn add_mark(document: &mut Document, indent: usize, line: &str, margin: usize, room: usize) {
    let words = line.trim().trim_matches(['^', '>']).trim();
    let Some(column) = line.chars().position(|c| matches!(c, '^' | '>')) else {
        return document.prose(indent, line);
    };
    let sign = line.chars().nth(column).unwrap_or('^');
    let column = column.saturating_sub(margin);
    let whole = format!("{:column$}{sign} {words}", "");
    if whole.chars().count() <= room {
        return document.drawn(indent, &whole);
    }
    document.drawn(indent, &format!("{:column$}{sign}", ""));
    document.prose(indent, words);
}

#[cfg(test)]
mod tests {
    use super::document;

    const PICTURE: &str = concat!(
        "  fast |=#                           0..20 ms\n",
        "slower |=:=========================# 0..400 ms  after you returned\n",
        "         ^ 20 ms your function returned\n",
        "          the limit that was promised ^\n",
    );

    #[test]
    fn a_picture_that_fits_stays_as_it_is() {
        assert_eq!(document(PICTURE, 0, 74).to_text(), PICTURE);
    }

    #[test]
    fn in_a_narrow_place_names_stand_above_bars_and_marks_below_their_moments() {
        let drawn = concat!(
            "fast  0..20 ms\n",
            "|=#\n",
            "slower  0..400 ms  after you returned\n",
            "|=:=========================#\n",
            "  ^ 20 ms your function returned\n",
            "                               ^\n",
            "the limit that was promised\n",
        );
        assert_eq!(document(PICTURE, 0, 34).to_text(), drawn);
    }
}
