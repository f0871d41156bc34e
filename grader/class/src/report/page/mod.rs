//! The page: what the templates show, as texts and numbers. The templates escape whatever is shown.

mod failures;
mod katas;
mod level;
mod pairs;
mod students;
mod words;

pub use level::{LEVELS, Level};

use super::{
    class::{ReportedClass, ReportedStudent},
    statistics::{Statistics, status},
};
use askama::Template;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use grader::result::KataStatus;
use katas::{ShownKata, ShownTheme, ThemeRow};
use pairs::{ShownPair, shown_pair};
use students::{ShownStudent, by_name, cell_class, shown_student};
use words::{percent, sign};

const STYLE: &str = include_str!("../../../templates/report.css");
const SCRIPT: &str = include_str!("../../../templates/report.js");

/// The page of a class.
#[derive(Template)]
#[template(path = "class.html")]
struct ClassPage<'a> {
    frame: Frame,
    summary: Summary,
    notices: &'a [String],
    themes: Vec<ShownTheme>,
    other_themes: Vec<ThemeRow>,
    legend: Vec<Legend>,
    katas: Vec<ShownKata>,
    totals: Vec<String>,
    students: Vec<ShownStudent>,
    packs: Vec<Pack<'a>>,
    is_anonymous: bool,
    likeness: Vec<ShownPair>,
}

/// The page of one student.
#[derive(Template)]
#[template(path = "student.html")]
struct StudentPage<'a> {
    frame: Frame,
    student: ShownStudent,
    katas: Vec<StudentKata>,
    packs: Vec<Pack<'a>>,
}

/// What every page has.
struct Frame {
    title: String,
    style: &'static str,
    style_hash: String,
    script: &'static str,
    script_hash: String,
    grader: String,
}

struct Summary {
    students: usize,
    katas: usize,
    all_passed: usize,
    median_percent: usize,
    units_passed_percent: usize,
}

struct Legend {
    class: &'static str,
    sign: String,
    words: &'static str,
}

/// The packed details of a kata.
struct Pack<'a> {
    kata: String,
    text: &'a str,
}

struct StudentKata {
    name: String,
    title: String,
    class: String,
    words: &'static str,
    score: u32,
    max_score: u32,
    has_more: bool,
}

/// Renders the page of a class; `packs` has a text for each kata.
///
/// # Errors
///
/// If memory is full.
pub fn of_class(
    class: &ReportedClass,
    statistics: &Statistics,
    packs: &[String],
    level: Level,
) -> askama::Result<String> {
    let students = by_name(class)
        .into_iter()
        .map(|index| shown_student(class, statistics, index, level));
    let totals = class.katas.iter().enumerate().map(|(kata, _)| {
        let passed = statistics.katas[kata].with(KataStatus::Passed).len();
        percent(passed, class.students.len()).to_string()
    });
    let (themes, other_themes) = katas::themes(class, statistics);
    ClassPage {
        frame: frame("Class report".into(), class),
        summary: summary(class, statistics),
        notices: &class.notices,
        themes,
        other_themes,
        legend: legend(),
        katas: katas::all(class, statistics, level.examples),
        totals: totals.collect(),
        students: students.collect(),
        packs: shown_packs(class, packs),
        is_anonymous: class.students.iter().all(|student| student.name.is_none()),
        likeness: class
            .alike
            .iter()
            .map(|pair| shown_pair(class, pair))
            .collect(),
    }
    .render()
}

/// Renders the page of the class's only student.
///
/// # Errors
///
/// If memory is full.
pub fn of_student(
    class: &ReportedClass,
    statistics: &Statistics,
    packs: &[String],
    level: Level,
) -> askama::Result<String> {
    let katas = class.katas.iter().enumerate().map(|(index, kata)| {
        let unit = class.unit(0, index);
        let shown = sign(status(unit));
        StudentKata {
            name: kata.name.clone(),
            title: kata.title.clone(),
            class: cell_class(class, 0, index),
            words: shown.words,
            score: unit.map_or(0, |unit| unit.score),
            max_score: kata.max_score,
            has_more: failures::has_more(status(unit)),
        }
    });
    StudentPage {
        frame: frame(format!("Katas of {}", class.students[0].shown()), class),
        student: shown_student(class, statistics, 0, level),
        katas: katas.collect(),
        packs: shown_packs(class, packs),
    }
    .render()
}

fn frame(title: String, class: &ReportedClass) -> Frame {
    let hash = |text: &str| STANDARD.encode(hmac_sha256::Hash::hash(text.as_bytes()));
    let grader = &class.grader;
    Frame {
        title,
        style: STYLE,
        style_hash: hash(STYLE),
        script: SCRIPT,
        script_hash: hash(SCRIPT),
        grader: format!(
            "grader {}, {}, sandbox: {}",
            grader.version, grader.toolchain, grader.sandbox
        ),
    }
}

fn summary(class: &ReportedClass, statistics: &Statistics) -> Summary {
    let max: u32 = class.katas.iter().map(|kata| kata.max_score).sum();
    let mut percents: Vec<usize> = class
        .students
        .iter()
        .map(|student| percent(student.score() as usize, max as usize))
        .collect();
    percents.sort_unstable();
    let passes = |student: &&ReportedStudent| {
        student
            .units
            .iter()
            .all(|unit| status(unit.as_ref()) == KataStatus::Passed)
    };
    let units_passed: usize = statistics
        .katas
        .iter()
        .map(|kata| kata.with(KataStatus::Passed).len())
        .sum();
    Summary {
        students: class.students.len(),
        katas: class.katas.len(),
        all_passed: class.students.iter().filter(passes).count(),
        median_percent: percents.get(percents.len() / 2).copied().unwrap_or(0),
        units_passed_percent: percent(units_passed, class.students.len() * class.katas.len()),
    }
}

fn legend() -> Vec<Legend> {
    let all = super::statistics::STATUSES.map(|status| {
        let shown = sign(status);
        let is_score = status == KataStatus::Failed;
        Legend {
            class: if is_score { "f1" } else { shown.class },
            sign: if is_score {
                "3".into()
            } else {
                shown.sign.into()
            },
            words: if is_score {
                "failed, with its points"
            } else {
                shown.words
            },
        }
    });
    all.into()
}

fn shown_packs<'a>(class: &ReportedClass, packs: &'a [String]) -> Vec<Pack<'a>> {
    let packs = class
        .katas
        .iter()
        .zip(packs)
        .filter(|(_, text)| !text.is_empty());
    packs
        .map(|(kata, text)| Pack {
            kata: kata.name.clone(),
            text,
        })
        .collect()
}
