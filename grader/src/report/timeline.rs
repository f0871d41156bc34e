//! The picture of a timeline on a screen of any width.

use super::document::Document;
use kata_protocol::{PictureMark, TimelinePicture};

/// The picture in at most so many `columns`, indented, if it can be: where it is too wide, names and times stand
/// above their bars, and every bar begins at the edge.
pub fn document(picture: &TimelinePicture, indent: usize, columns: usize) -> Document {
    let room = columns.saturating_sub(indent);
    let mut document = Document::default();
    let wide = picture.to_string();
    if wide.lines().all(|line| line.chars().count() <= room) {
        document.drawn(indent, &wide);
        return document;
    }
    for row in &picture.rows {
        document.prose(indent, &format!("{}  {}", row.name, row.times));
        document.drawn(indent, &format!("|{}", row.bar.trim_end()));
    }
    if picture.rows_left_out > 0 {
        document.prose(indent, &format!("… and {} more", picture.rows_left_out));
    }
    for mark in &picture.marks {
        add_mark(&mut document, indent, mark, room);
    }
    document
}

/// A mark below its column; its words get a line of their own where they do not fit beside it.
fn add_mark(document: &mut Document, indent: usize, mark: &PictureMark, room: usize) {
    // The bars begin behind a sign.
    let before = " ".repeat(mark.column + 1);
    let pointer = format!("{before}{}", mark.sign());
    let whole = format!("{pointer} {}", mark.words);
    if whole.chars().count() <= room {
        return document.drawn(indent, &whole);
    }
    document.drawn(indent, &pointer);
    document.prose(indent, &mark.words);
}

#[cfg(test)]
mod tests {
    use super::*;
    use kata_protocol::PictureRow;

    fn picture() -> TimelinePicture {
        let row = |name: &str, bar: &str, times: &str| PictureRow {
            name: name.into(),
            bar: bar.into(),
            times: times.into(),
        };
        let mark = |column, words: &str| PictureMark {
            column,
            is_beyond: false,
            words: words.into(),
        };
        TimelinePicture {
            rows: vec![
                row("fast", "=#                          ", "0..20 ms"),
                row(
                    "slower",
                    "=:=========================#",
                    "0..400 ms  after you returned",
                ),
            ],
            rows_left_out: 0,
            marks: vec![
                mark(1, "20 ms your function returned"),
                mark(27, "400 ms the limit that was promised"),
            ],
        }
    }

    #[test]
    fn a_picture_that_fits_stays_as_it_is() {
        assert_eq!(document(&picture(), 0, 74).to_text(), picture().to_string());
    }

    #[test]
    fn in_a_narrow_place_names_stand_above_bars_and_marks_below_their_moments() {
        let drawn = concat!(
            "fast  0..20 ms\n",
            "|=#\n",
            "slower  0..400 ms  after you returned\n",
            "|=:=========================#\n",
            "  ^ 20 ms your function returned\n",
            "                            ^\n",
            "400 ms the limit that was promised\n",
        );
        assert_eq!(document(&picture(), 0, 34).to_text(), drawn);
    }
}
