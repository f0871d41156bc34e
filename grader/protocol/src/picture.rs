//! The picture of what ran when, as rows and marks that can be drawn on a screen of any width.

use std::fmt;

/// Bars on one scale, and marks below them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TimelinePicture {
    /// The rows, from top to bottom.
    pub rows: Vec<PictureRow>,
    /// How many more there were.
    pub rows_left_out: usize,
    /// The marks, from top to bottom.
    pub marks: Vec<PictureMark>,
}

/// A future, task or thread.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PictureRow {
    /// Its name.
    pub name: String,
    /// `=` where it was running, then how it ended; `:` above a mark.
    pub bar: String,
    /// From when to when it ran, and what is to be said of its end.
    pub times: String,
}

/// A moment that matters.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PictureMark {
    /// Its column in the bars, from 0.
    pub column: usize,
    /// Whether it is beyond the end of the bars.
    pub is_beyond: bool,
    /// When it was, and what.
    pub words: String,
}

impl PictureMark {
    /// What points at its moment.
    pub fn sign(&self) -> char {
        if self.is_beyond { '>' } else { '^' }
    }
}

/// Columns of a line, which a report indents by 6.
const WIDEST: usize = 74;
const ROW: &str = "row";
const MORE: &str = "more";
const MARK: &str = "mark";
const BEYOND: &str = "beyond";

impl TimelinePicture {
    /// Whether there is nothing to see.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.marks.is_empty()
    }

    /// The picture as text: a row or mark a line, with tabs between its parts.
    pub(crate) fn write(&self) -> String {
        let field = |text: &str| text.replace(['\t', '\n'], " ");
        let mut text = String::new();
        for row in &self.rows {
            let parts = [&row.name, &row.bar, &row.times].map(|part| field(part));
            text.push_str(&format!("{ROW}\t{}\n", parts.join("\t")));
        }
        if self.rows_left_out > 0 {
            text.push_str(&format!("{MORE}\t{}\n", self.rows_left_out));
        }
        for mark in &self.marks {
            let kind = if mark.is_beyond { BEYOND } else { MARK };
            text.push_str(&format!(
                "{kind}\t{}\t{}\n",
                mark.column,
                field(&mark.words)
            ));
        }
        text
    }

    /// Reads the text back; lines that are no part of a picture are left out.
    pub(crate) fn parse(text: &str) -> Self {
        let mut picture = Self::default();
        for line in text.lines() {
            match *line.split('\t').collect::<Vec<_>>() {
                [ROW, name, bar, times] => picture.rows.push(PictureRow {
                    name: name.into(),
                    bar: bar.into(),
                    times: times.into(),
                }),
                [MORE, count] => picture.rows_left_out = count.parse().unwrap_or(0),
                [kind @ (MARK | BEYOND), column, words] => picture.marks.push(PictureMark {
                    column: column.parse().unwrap_or(0),
                    is_beyond: kind == BEYOND,
                    words: words.into(),
                }),
                _ => {}
            }
        }
        picture
    }
}

/// Drawn in 74 columns.
impl fmt::Display for TimelinePicture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths = self.rows.iter().map(|row| row.name.chars().count());
        let margin = widths.max().unwrap_or_default();
        for PictureRow { name, bar, times } in &self.rows {
            writeln!(f, "{name:>margin$} |{bar} {times}")?;
        }
        if self.rows_left_out > 0 {
            writeln!(f, "… and {} more", self.rows_left_out)?;
        }
        for mark in &self.marks {
            let (column, sign, words) = (margin + 2 + mark.column, mark.sign(), &mark.words);
            let length = words.chars().count();
            // At the right edge there is more room on the other side.
            if column + 2 + length > WIDEST && length < column {
                writeln!(f, "{words:>0$} {sign}", column - 1)?;
            } else {
                writeln!(f, "{:column$}{sign} {words}", "")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture() -> TimelinePicture {
        TimelinePicture {
            rows: vec![PictureRow {
                name: "slow".into(),
                bar: "===:==#".into(),
                times: "0..90 ms  after you returned".into(),
            }],
            rows_left_out: 3,
            marks: vec![
                PictureMark {
                    column: 3,
                    is_beyond: false,
                    words: "40 ms your function returned".into(),
                },
                PictureMark {
                    column: 6,
                    is_beyond: true,
                    words: "2005 ms limit".into(),
                },
            ],
        }
    }

    #[test]
    fn a_picture_reads_back_as_it_was() {
        assert_eq!(TimelinePicture::parse(&picture().write()), picture());
        assert!(TimelinePicture::parse("nonsense\n").is_empty());
    }

    #[test]
    fn marks_stand_below_their_columns() {
        assert_eq!(
            picture().to_string(),
            concat!(
                "slow |===:==# 0..90 ms  after you returned\n",
                "… and 3 more\n",
                "         ^ 40 ms your function returned\n",
                "            > 2005 ms limit\n",
            )
        );
    }
}
