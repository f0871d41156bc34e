//! The katas and the misconceptions, in words.

use super::words::{Rich, percent, sign};
use crate::report::{
    class::ReportedClass,
    statistics::{Cause, Group, Statistics},
    text::cut,
};
use grader::result::{CheckResult, KataStatus};

/// A kata.
pub struct ShownKata {
    pub name: String,
    pub title: String,
    pub percent: usize,
    /// The statuses, each with the number of students.
    pub statuses: Vec<(usize, &'static str)>,
    pub groups: Vec<ShownGroup>,
    pub promises: Vec<ShownPromise>,
}

/// A promise that somebody breaks.
pub struct ShownPromise {
    pub promise: Rich,
    pub students: usize,
    pub followers: usize,
}

/// Why answers to a kata fail.
pub struct ShownGroup {
    pub index: usize,
    pub heading: Rich,
    pub explanation: Rich,
    pub students: usize,
    pub percent: usize,
    pub is_misconception: bool,
    pub who: Vec<Who>,
    pub example: Option<ShownExample>,
}

/// A student in a list.
pub struct Who {
    pub number: usize,
    pub name: String,
}

/// An answer that stands for others.
pub struct ShownExample {
    pub kata: String,
    pub who: Who,
    pub check: String,
    /// Whether it is told in full, or only named.
    pub in_full: bool,
    pub observed: Rich,
    /// The picture as text.
    pub picture: String,
    pub file: String,
    pub lines: Vec<ShownLine>,
}

/// A line of code.
pub struct ShownLine {
    pub number: usize,
    pub text: String,
    pub is_marked: bool,
}

/// A misconception of the class.
pub struct ShownTheme {
    pub rank: usize,
    pub heading: Rich,
    pub explanation: Rich,
    pub students: usize,
    pub percent: usize,
    pub katas: Vec<ThemeKata>,
    pub who: Vec<Who>,
    pub example: Option<ShownExample>,
}

/// A kata in which a misconception shows.
pub struct ThemeKata {
    pub group: usize,
    pub name: String,
    pub students: usize,
}

/// A misconception of the class in a row of a table.
pub struct ThemeRow {
    pub heading: Rich,
    pub students: usize,
    pub katas: Vec<ThemeKata>,
}

/// So many misconceptions are told in full.
const IN_FULL: usize = 12;
/// The most characters of an explanation.
const LONGEST: usize = 1_200;
/// The most of a heading.
const LONGEST_HEADING: usize = 200;
/// The columns of a picture.
const COLUMNS: usize = 74;
/// The most lines of one.
const MOST_LINES: usize = 30;

/// The katas of the class, each with so many examples.
pub fn all(class: &ReportedClass, statistics: &Statistics, examples: usize) -> Vec<ShownKata> {
    let katas = class.katas.iter().zip(&statistics.katas);
    katas
        .map(|(kata, of)| {
            let passed = of.with(KataStatus::Passed).len();
            let promises = of.promises.iter().map(|promise| ShownPromise {
                promise: Rich::new(&promise.promise, LONGEST_HEADING),
                students: promise.students.len(),
                followers: promise.followers.len(),
            });
            ShownKata {
                name: kata.name.clone(),
                title: kata.title.clone(),
                percent: percent(passed, class.students.len()),
                statuses: of
                    .students
                    .iter()
                    .map(|(status, students)| (students.len(), sign(*status).words))
                    .collect(),
                groups: of
                    .groups
                    .iter()
                    .enumerate()
                    .map(|(rank, group)| shown_group(class, statistics, *group, rank < examples))
                    .collect(),
                promises: promises.collect(),
            }
        })
        .collect()
}

fn shown_group(
    class: &ReportedClass,
    statistics: &Statistics,
    index: usize,
    in_full: bool,
) -> ShownGroup {
    let group = &statistics.groups[index];
    ShownGroup {
        index,
        heading: Rich::new(&group.heading, LONGEST_HEADING),
        explanation: explanation(class, group),
        students: group.members.len(),
        percent: percent(group.members.len(), class.students.len()),
        is_misconception: group.cause.is_misconception(),
        who: all_of(class, group.members.iter().map(|member| member.student)),
        example: if group.cause.is_misconception() {
            shown_example(class, group, in_full)
        } else {
            None
        },
    }
}

/// The misconceptions of the class: those that are told in full, and all others.
pub fn themes(class: &ReportedClass, statistics: &Statistics) -> (Vec<ShownTheme>, Vec<ThemeRow>) {
    let katas = |groups: &[usize]| -> Vec<ThemeKata> {
        let groups = groups.iter().map(|group| ThemeKata {
            group: *group,
            name: class.katas[statistics.groups[*group].kata].name.clone(),
            students: statistics.groups[*group].members.len(),
        });
        groups.collect()
    };
    let in_full = statistics
        .themes
        .iter()
        .take(IN_FULL)
        .enumerate()
        .map(|(index, theme)| {
            let largest = &statistics.groups[theme.groups[0]];
            ShownTheme {
                rank: index + 1,
                heading: Rich::new(&theme.heading, LONGEST_HEADING),
                explanation: explanation(class, largest),
                students: theme.students.len(),
                percent: percent(theme.students.len(), class.students.len()),
                katas: katas(&theme.groups),
                who: all_of(class, theme.students.iter().copied()),
                example: shown_example(class, largest, true),
            }
        });
    let others = statistics
        .themes
        .iter()
        .skip(IN_FULL)
        .map(|theme| ThemeRow {
            heading: Rich::new(&theme.heading, LONGEST_HEADING),
            students: theme.students.len(),
            katas: katas(&theme.groups),
        });
    (in_full.collect(), others.collect())
}

/// Students for a list, by name.
fn all_of(class: &ReportedClass, students: impl Iterator<Item = usize>) -> Vec<Who> {
    let mut students: Vec<usize> = students.collect();
    students.sort_by_cached_key(|student| class.students[*student].place());
    students
        .into_iter()
        .map(|student| who(class, student))
        .collect()
}

/// A student for a list.
pub fn who(class: &ReportedClass, student: usize) -> Who {
    let student = &class.students[student];
    Who {
        number: student.number,
        name: student.shown(),
    }
}

/// What is behind it, as far as the heading does not say that.
pub fn explanation(class: &ReportedClass, group: &Group) -> Rich {
    let text = match &group.cause {
        Cause::Misconception(explanation) => explanation.clone(),
        Cause::CompilerError(_) => in_short(class, group),
        Cause::Promise(_) | Cause::Unfinished | Cause::Status(_) => String::new(),
    };
    // What the heading says need not be said again.
    let rest = text.trim().strip_prefix(&group.heading);
    Rich::new(
        rest.map_or(&*text, |rest| rest.trim_start_matches(['.', ' ', '\n'])),
        LONGEST,
    )
}

fn in_short(class: &ReportedClass, group: &Group) -> String {
    use grader::result::Block;
    let units = group
        .members
        .iter()
        .filter_map(|member| class.unit(member.student, group.kata));
    let mut blocks = units.flat_map(|unit| &unit.blocks);
    let text = blocks.find_map(|block| match block {
        Block::InShort(text) => Some(text.clone()),
        Block::Prose(_) | Block::Rustc(_) | Block::Code(_) => None,
    });
    text.unwrap_or_default()
}

fn shown_example(class: &ReportedClass, group: &Group, in_full: bool) -> Option<ShownExample> {
    let example = group.example.as_ref()?;
    let unit = class.unit(example.student, group.kata)?;
    let check = example
        .check
        .as_ref()
        .and_then(|name| unit.checks.iter().find(|check| check.name == *name));
    let observed = match (check, unit.diagnostics.first()) {
        (Some(check), _) => check.observed_in_its_case(),
        (None, Some(error)) => error.message.clone(),
        (None, None) => String::new(),
    };
    let code = example.code.as_ref();
    let lines = code
        .into_iter()
        .flat_map(|code| &code.lines)
        .map(|line| ShownLine {
            number: line.number,
            text: cut(&line.text, 160),
            is_marked: line.is_marked,
        });
    Some(ShownExample {
        kata: class.katas[group.kata].name.clone(),
        who: who(class, example.student),
        check: example.check.clone().unwrap_or_default(),
        in_full,
        observed: Rich::new(&observed, LONGEST),
        picture: check.map_or_else(String::new, picture),
        file: code.map_or_else(String::new, |code| code.file.clone()),
        lines: lines.collect(),
    })
}

/// The picture of a check as text; nothing if it has none.
fn picture(check: &CheckResult) -> String {
    let order = check
        .orders
        .as_ref()
        .and_then(|orders| orders.failing.as_ref());
    let timeline = check.picture.as_ref().filter(|picture| !picture.is_empty());
    let text = match (order, timeline) {
        (Some(order), _) => order.draw(COLUMNS),
        (None, Some(timeline)) => timeline.to_string(),
        (None, None) => return String::new(),
    };
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    // What went wrong is at the end.
    let left_out = lines.len().saturating_sub(MOST_LINES);
    match left_out {
        0 => lines.join("\n"),
        left_out => format!(
            "… {left_out} lines before\n{}",
            lines[left_out..].join("\n")
        ),
    }
}
