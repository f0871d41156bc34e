use super::*;
use crate::report::example::{check, class, failed, unit};
use grader::verify::samples::MistakeHeader;
use serde_json::json;

fn passed() -> Option<KataResult> {
    Some(unit("passed", vec![check("one", "passed", json!({}))]))
}

fn members(statistics: &Statistics, heading: &str) -> Vec<usize> {
    let mut groups = statistics.groups.iter();
    let group = groups
        .find(|group| group.heading == heading)
        .unwrap_or_else(|| panic!("no group {heading}: {statistics:#?}"));
    group.members.iter().map(|member| member.student).collect()
}

#[test]
fn students_who_fail_for_one_reason_are_a_group_and_the_largest_comes_first() {
    let rows =
        ["It blocks. Wait.", "It waits.", "It blocks. Wait."].map(|text| vec![Some(failed(text))]);
    let statistics = Statistics::new(&class(rows.into()));
    let headings: Vec<&str> = statistics
        .groups
        .iter()
        .map(|group| group.heading.as_str())
        .collect();
    assert_eq!(headings, ["It blocks", "It waits"]);
    assert_eq!(members(&statistics, "It blocks"), [0, 2]);
}

#[test]
fn a_misconception_in_several_katas_is_one_for_the_class_and_each_student_counts_once() {
    let both = vec![Some(failed("It blocks.")), Some(failed("It blocks."))];
    let one = vec![passed(), Some(failed("It waits."))];
    let statistics = Statistics::new(&class(vec![both, one.clone(), one]));
    let themes: Vec<(&str, usize, usize)> = statistics
        .themes
        .iter()
        .map(|theme| {
            (
                theme.heading.as_str(),
                theme.students.len(),
                theme.groups.len(),
            )
        })
        .collect();
    assert_eq!(themes, [("It waits", 2, 1), ("It blocks", 1, 2)]);
}

#[test]
fn what_only_follows_another_failure_is_counted_apart() {
    let leading = check("one", "failed", json!({ "explanation": "It blocks." }));
    let following = check(
        "two",
        "failed",
        json!({ "explanation": "It is late.", "follows": ["one"] }),
    );
    let passed_before = check("one", "passed", json!({}));
    let rows = vec![
        vec![Some(unit("failed", vec![leading, following.clone()]))],
        vec![Some(unit("failed", vec![passed_before, following]))],
    ];
    let statistics = Statistics::new(&class(rows));
    assert_eq!(members(&statistics, "It is late"), [1]);
    let promise = statistics.katas[0]
        .promises
        .iter()
        .find(|promise| promise.check == "two")
        .unwrap();
    assert_eq!(
        (promise.students.as_slice(), promise.followers.as_slice()),
        (&[1][..], &[0][..])
    );
}

#[test]
fn checks_that_follow_each_other_are_all_told() {
    let circle = ["one", "two"].map(|name| {
        let other = if name == "one" { "two" } else { "one" };
        check(
            name,
            "failed",
            json!({ "explanation": name, "follows": [other] }),
        )
    });
    let statistics = Statistics::new(&class(vec![vec![Some(unit("failed", circle.into()))]]));
    assert_eq!(statistics.groups.len(), 2);
}

#[test]
fn the_heading_is_the_misconception_of_the_known_mistake_that_the_message_fits() {
    let statistics = Statistics::new(&class(vec![vec![Some(failed(
        "Dropping it detaches the task. Abort it.",
    ))]]));
    assert_eq!(statistics.groups[0].heading, "Dropping cancels");
}

#[test]
fn where_known_mistakes_do_not_agree_the_explanation_speaks() {
    let mut class = class(vec![vec![Some(failed(
        "Dropping it detaches the task. Abort it.",
    ))]]);
    class.katas[0].mistakes.push(MistakeHeader {
        misconception: "A handle is its task.".into(),
        caught_by: "one".into(),
        message: "Abort it".into(),
    });
    assert_eq!(
        Statistics::new(&class).groups[0].heading,
        "Dropping it detaches the task"
    );
}

#[test]
fn two_reasons_of_a_kata_do_not_have_one_heading() {
    let texts = [
        "It detaches. Abort it.",
        "Dropping detaches. Keep it.",
        "It detaches. Abort it.",
    ];
    let rows = texts.map(|text| vec![Some(failed(text))]);
    let statistics = Statistics::new(&class(rows.into()));
    let headings: Vec<&str> = statistics
        .groups
        .iter()
        .map(|group| group.heading.as_str())
        .collect();
    assert_eq!(headings, ["Dropping cancels", "Dropping detaches"]);
}

#[test]
fn a_check_without_an_explanation_is_a_promise_that_is_not_kept() {
    let unit = unit("failed", vec![check("two", "timed_out", json!({}))]);
    let statistics = Statistics::new(&class(vec![vec![Some(unit)]]));
    assert_eq!(statistics.groups[0].heading, "Not kept: two is promised");
    assert_eq!(statistics.themes.len(), 1);
}

#[test]
fn code_that_does_not_compile_is_grouped_by_its_error_and_told_once_for_all_katas() {
    let broken = |code: &str| {
        let mut unit = unit("does_not_compile", Vec::new());
        let error = json!([{ "file": "a", "line": 1, "column": 1, "level": "error", "message": format!("moved {code}") }]);
        unit.diagnostics = serde_json::from_value(error).unwrap();
        Some(unit)
    };
    let rows = vec![
        vec![broken("[E0382]"), broken("[E0382]")],
        vec![broken("[E0382]"), broken("[E0277]")],
    ];
    let statistics = Statistics::new(&class(rows));
    assert_eq!(statistics.themes[0].heading, "It does not compile (E0382)");
    assert_eq!(
        (
            statistics.themes[0].students.len(),
            statistics.themes[0].groups.len()
        ),
        (2, 2)
    );
}

#[test]
fn what_is_not_there_is_its_own_status_and_nothing_to_teach() {
    let todo = json!({ "explanation": "It blocks.", "todo": { "file": "a", "line": 1 } });
    let rows = ["missing", "not_started", "refused", "not_graded"]
        .map(|status| vec![Some(unit(status, Vec::new()))]);
    let mut rows = Vec::from(rows);
    rows.push(vec![None]);
    rows.push(vec![Some(unit(
        "failed",
        vec![check("one", "failed", todo)],
    ))]);
    let statistics = Statistics::new(&class(rows));
    assert!(statistics.themes.is_empty());
    assert_eq!(statistics.katas[0].with(KataStatus::NotGraded), [3, 4]);
    assert_eq!(members(&statistics, "A todo!() is left"), [5]);
    assert_eq!(statistics.groups.len(), 5);
}

#[test]
fn the_example_is_one_with_a_picture_else_the_most_common_answer() {
    let with_hash = |hash: &str| {
        let mut unit = failed("It blocks.");
        unit.hash = hash.into();
        unit
    };
    let student = |units: [KataResult; 4]| {
        let rows = units.map(|unit| vec![Some(unit)]);
        Statistics::new(&class(rows.into())).groups[0]
            .example
            .clone()
            .unwrap()
            .student
    };
    let [a, b, c] = ["a", "b", "b"].map(with_hash);
    assert_eq!(
        student([a.clone(), b.clone(), c.clone(), failed("It waits.")]),
        1
    );
    let mut drawn = with_hash("d");
    let picture = json!({ "rows": [{ "name": "a", "bar": "=#", "times": "0..1 ms" }], "rows_left_out": 0, "marks": [] });
    drawn.checks[0].picture = Some(serde_json::from_value(picture).unwrap());
    assert_eq!(student([a, b, c, drawn]), 3);
}
