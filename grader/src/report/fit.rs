//! Pictures for a screen that they are too wide for. Pure: from text to text.

/// Columns that a description beside a matrix needs at least.
const WORDS: usize = 16;
/// So many tests stand together where there is no room for their numbers.
const TOGETHER: usize = 5;

/// A timeline with at most `room` columns, if it can be: names and times stand above their bars, and every
/// bar begins at the edge.
pub fn timeline(picture: &str, room: usize) -> String {
    if picture.lines().all(|line| line.chars().count() <= room) {
        return picture.into();
    }
    let first_bar = picture.lines().find_map(|line| line.split_once(" |"));
    let margin = first_bar.map_or(0, |(name, _)| name.chars().count() + 1);
    picture
        .lines()
        .map(|line| match line.split_once(" |") {
            Some((name, rest)) => row(name.trim(), rest),
            None => mark(line, margin, room),
        })
        .collect()
}

/// A bar below its name. The times begin with the first digit behind it.
fn row(name: &str, rest: &str) -> String {
    let at = rest.find(|c: char| c.is_ascii_digit());
    let (bar, times) = rest.split_at(at.unwrap_or(rest.len()));
    format!("{name}  {times}\n|{}\n", bar.trim_end())
}

/// A mark below bars that are `margin` columns further to the left now; its words get a line of their own
/// where they do not fit beside it.
fn mark(line: &str, margin: usize, room: usize) -> String {
    let words = line.trim().trim_matches(['^', '>']).trim();
    let Some(column) = line.chars().position(|c| matches!(c, '^' | '>')) else {
        return format!("{line}\n");
    };
    let sign = line.chars().nth(column).unwrap_or('^');
    let column = column.saturating_sub(margin);
    let whole = format!("{:column$}{sign} {words}\n", "");
    match whole.trim_end().chars().count() <= room {
        true => whole,
        false => format!("{:column$}{sign}\n{words}\n", ""),
    }
}

/// A matrix of tests and versions with room for its words: where there are too many tests the words stand
/// above the marks, and five marks stand together.
pub fn matrix(text: &str, room: usize) -> String {
    let widest = text.lines().filter_map(cells).map(|(cells, _)| cells.len());
    let most = widest.max().unwrap_or(0);
    if 3 * most + 3 + WORDS <= room {
        return text.into();
    }
    text.lines()
        .map(|line| match cells(line) {
            Some((marks, words)) => format!("{words}\n  {}\n", in_groups(&marks)),
            None => match line.split_once("   x: ") {
                Some((_, legend)) => format!("A mark for every test; x: {legend}\n"),
                None => format!("{line}\n"),
            },
        })
        .collect()
}

/// The marks at the beginning of a line, and the words behind them.
fn cells(line: &str) -> Option<(Vec<char>, &str)> {
    let mut rest = line;
    let mut marks = Vec::new();
    while let Some(next) = ['x', '.'].into_iter().find_map(|mark| {
        let rest = rest.strip_prefix("  ")?.strip_prefix(mark)?;
        Some((mark, rest))
    }) {
        marks.push(next.0);
        rest = next.1;
    }
    (!marks.is_empty()).then(|| (marks, rest.trim_start()))
}

fn in_groups(marks: &[char]) -> String {
    let groups = marks.chunks(TOGETHER);
    let groups: Vec<String> = groups.map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

#[cfg(test)]
mod tests {
    use super::{matrix, timeline};

    const PICTURE: &str = concat!(
        "  fast |=#                           0..20 ms\n",
        "slower |=:=========================# 0..400 ms  after you returned\n",
        "         ^ 20 ms your function returned\n",
        "          the limit that was promised ^\n",
    );

    #[test]
    fn a_picture_that_fits_stays_as_it_is() {
        assert_eq!(timeline(PICTURE, 74), PICTURE);
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
        assert_eq!(timeline(PICTURE, 34), drawn);
    }

    #[test]
    fn where_tests_leave_no_room_for_words_these_stand_above_the_marks() {
        let text = "  1  a\n\n  1  2  3  4  5  6  7   x: the test fails, as it should\n  \
                    x  .  .  .  .  .  x   ignores the limit\n  .  .  .  .  .  .  .   waits   SURVIVED\n";
        assert_eq!(matrix(text, 60), text);
        assert_eq!(
            matrix(text, 36),
            "  1  a\n\nA mark for every test; x: the test fails, as it should\n\
             ignores the limit\n  x.... .x\nwaits   SURVIVED\n  ..... ..\n"
        );
    }
}
