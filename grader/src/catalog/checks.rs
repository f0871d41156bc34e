//! Finds the checks in a `checks.rs` without compiling it: their names, promises, points and form.
//!
//! The grader must know them before anything is compiled, so that a student whose code does not
//! compile still reads what is promised. The form is kept so plain that lines are enough: a check is
//! a function that starts in the first column and has a doc comment.

use anyhow::{Context as _, Result, ensure};
use std::ops::Range;

/// One check, as its source declares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckSpec {
    /// The function's name.
    pub name: String,
    /// The doc comment: what is promised, in a sentence.
    pub promise: String,
    /// The promises of the kata's README that it is about, by their numbers, as a doc line `Promises: 2, 3` says.
    pub promise_numbers: Vec<u32>,
    /// The checks that it follows, as a doc line `Follows: one, another` says: where one of these fails, this one
    /// fails as well and says nothing new.
    pub follows: Vec<String>,
    /// What it is worth: 1, or what a doc line `Points: N` says.
    pub points: u32,
    /// How it is called.
    pub form: Form,
    /// Its lines in the source, counted from 0: the doc comment and the function.
    pub lines: Range<usize>,
}

/// How a check's function is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `async fn name()`
    Async,
    /// `fn name()`
    Plain,
    /// `fn name(program: Program)`
    Command,
    /// `fn name()` in an `orders.rs`: run in every order of its threads.
    EveryOrder,
    /// A question about a file of tests; there is no function for it.
    Tests(Question),
}

/// What a check of a file of tests asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Are there enough tests?
    Enough,
    /// Do they pass on every correct version?
    PassOnCorrect,
    /// Are they done before real seconds have gone by?
    Quick,
    /// Does one fail on the mutant with this index?
    Catch(usize),
}

/// The checks of `source`, in the order written.
pub fn parse(source: &str) -> Result<Vec<CheckSpec>> {
    let mut checks: Vec<CheckSpec> = Vec::new();
    let mut doc: Vec<&str> = Vec::new();
    let mut begin = 0;
    let lines: Vec<&str> = source.lines().collect();
    for (number, &line) in lines.iter().enumerate() {
        if let Some(text) = line.strip_prefix("///") {
            if doc.is_empty() {
                begin = number;
            }
            doc.push(text.trim());
        } else if let Some((name, form)) = function(line).filter(|_| !doc.is_empty()) {
            let form = form.with_context(|| {
                format!(
                    "`{name}` has a doc comment but is no check, because of its arguments: \
                     give a helper a comment with `//`"
                )
            })?;
            let DocComment {
                promise,
                promise_numbers,
                follows,
                points,
            } = read_doc(&doc, &name)?;
            checks.push(CheckSpec {
                name,
                promise,
                promise_numbers,
                follows,
                points,
                form,
                lines: begin..end_of_function(&lines, number),
            });
            doc.clear();
        } else if !line.starts_with("#[") {
            doc.clear();
        }
    }
    ensure!(
        !checks.is_empty(),
        "there is no check: a check is a function with a doc comment that starts in the first column"
    );
    Ok(checks)
}

/// Stops where two checks of a kata have one name, or one follows a check that there is not.
pub fn expect_to_fit_together(checks: &[CheckSpec]) -> Result<()> {
    for (number, check) in checks.iter().enumerate() {
        ensure!(
            checks[..number]
                .iter()
                .all(|other| other.name != check.name),
            "there are two checks called `{}`",
            check.name
        );
        let known = |name: &&String| checks.iter().any(|other| other.name == **name);
        if let Some(unknown) = check.follows.iter().find(|name| !known(name)) {
            anyhow::bail!(
                "the check `{}` follows `{unknown}`, which is none",
                check.name
            );
        }
    }
    Ok(())
}

/// The checks of an `orders.rs`.
pub fn parse_orders(source: &str) -> Result<Vec<CheckSpec>> {
    let mut checks = parse(source)?;
    for check in &mut checks {
        ensure!(
            check.form == Form::Plain,
            "`{}` is run in every order, so it has to be a plain `fn {}()`",
            check.name,
            check.name
        );
        check.form = Form::EveryOrder;
    }
    Ok(checks)
}

/// The name of the function that starts in this line, and its form if it can be a check.
fn function(line: &str) -> Option<(String, Option<Form>)> {
    let line = line.strip_prefix("pub ").unwrap_or(line);
    let (is_async, line) = match line.strip_prefix("async ") {
        Some(rest) => (true, rest),
        None => (false, line),
    };
    let (name, arguments) = line.strip_prefix("fn ")?.split_once('(')?;
    let form = match (is_async, arguments.split_once(')')?.0) {
        (true, "") => Some(Form::Async),
        (false, "") => Some(Form::Plain),
        (false, one) if one.ends_with(": Program") => Some(Form::Command),
        _ => None,
    };
    Some((name.to_string(), form))
}

/// The line after the function that starts in line `number`: rustfmt closes it in the first column.
fn end_of_function(lines: &[&str], number: usize) -> usize {
    if lines[number].ends_with('}') {
        return number + 1;
    }
    let closing = lines[number..].iter().position(|line| *line == "}");
    closing.map_or(usize::MAX, |after| number + after + 1)
}

/// What the doc comment of a check says.
struct DocComment {
    promise: String,
    promise_numbers: Vec<u32>,
    follows: Vec<String>,
    points: u32,
}

fn read_doc(doc: &[&str], name: &str) -> Result<DocComment> {
    let mut points = 1;
    let mut promise_numbers = Vec::new();
    let mut follows = Vec::new();
    let mut promise = Vec::new();
    for line in doc {
        if let Some(number) = line.strip_prefix("Points:") {
            points = number
                .trim()
                .parse()
                .with_context(|| format!("the check `{name}` has `{line}`: write `Points: 2`"))?;
        } else if let Some(numbers) = line.strip_prefix("Promises:") {
            let numbers: Result<Vec<u32>, _> = numbers
                .split(',')
                .map(|number| number.trim().parse())
                .collect();
            promise_numbers = numbers.with_context(|| {
                format!("the check `{name}` has `{line}`: write `Promises: 2, 3`")
            })?;
        } else if let Some(names) = line.strip_prefix("Follows:") {
            follows.extend(names.split(',').map(|name| name.trim().to_string()));
        } else {
            promise.push(*line);
        }
    }
    ensure!(points > 0, "the check `{name}` is worth 0 points");
    Ok(DocComment {
        promise: promise.join(" ").trim().to_string(),
        promise_numbers,
        follows,
        points,
    })
}

/// The source that is compiled: `source` with those of the checks in `all` that are `wanted`, and a
/// `main` for the kit's harness that knows them.
pub fn with_main(source: &str, all: &[&CheckSpec], wanted: &[&CheckSpec]) -> String {
    let calls = wanted.iter().map(|check| call(check, &check.name) + ", ");
    let (source, calls) = (only(source, all, wanted), calls.collect::<String>());
    format!("{source}fn main() {{ kata_kit::harness::main(&[{calls}]) }}\n")
}

/// `source` with blank lines in the place of the checks in `all` that are not `wanted`: they cost time
/// to compile.
pub fn only(source: &str, all: &[&CheckSpec], wanted: &[&CheckSpec]) -> String {
    let left_out = |number: usize| {
        let is_unwanted = |check: &&&CheckSpec| !wanted.contains(*check);
        let mut unwanted = all.iter().filter(is_unwanted);
        unwanted.any(|check| check.lines.contains(&number))
    };
    let lines = source.lines().enumerate();
    lines
        .map(|(number, line)| if left_out(number) { "" } else { line })
        .flat_map(|line| [line, "\n"])
        .collect()
}

/// The harness's entry for `check`, which is a `function` in the source.
pub fn call(check: &CheckSpec, function: &str) -> String {
    let name = &check.name;
    match check.form {
        Form::Async => {
            format!("(\"{name}\", || kata_kit::harness::on_the_katas_clock({function}))")
        }
        Form::Command => {
            format!("(\"{name}\", || kata_kit::harness::with_the_program({function}))")
        }
        Form::EveryOrder => format!(
            "(\"{name}\", || kata_kit::harness::in_every_order(|harness, limit, order| \
             kata_orders::search({function}, harness, limit, SHARES_BY_LIBRARIES, order)))"
        ),
        Form::Plain | Form::Tests(_) => format!("(\"{name}\", {function})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "\
use wait_for_first as k;

/// The earliest one wins,
/// whatever its place.
/// Promises: 1, 4
/// Points: 3
async fn earliest_wins() {
    /// not a check
    fn inner() {}
}

/// Bad words are refused.
fn refuses(program: Program) {}

fn helper() {}
";

    #[test]
    fn documented_functions_are_checks_with_promise_points_and_form() {
        let checks = parse(SOURCE).unwrap();
        let names: Vec<_> = checks
            .iter()
            .map(|c| (&*c.name, c.points, c.form))
            .collect();
        assert_eq!(
            names,
            [
                ("earliest_wins", 3, Form::Async),
                ("refuses", 1, Form::Command)
            ]
        );
        assert_eq!(
            checks[0].promise,
            "The earliest one wins, whatever its place."
        );
        assert_eq!(checks[0].promise_numbers, [1, 4]);
        assert_eq!(checks[1].promise_numbers, [0; 0]);
        assert_eq!(checks[1].follows, [""; 0]);
        let two = parse("/// A.\nfn a() {}\n/// B.\n/// Follows: a\nfn b() {}\n").unwrap();
        assert_eq!(two[1].follows, ["a"]);
    }

    #[test]
    fn points_that_are_no_number_and_sources_without_checks_are_errors() {
        assert!(parse("/// A.\n/// Points: two\nfn a() {}\n").is_err());
        assert!(parse("/// A.\n/// Promises: 1 2\nfn a() {}\n").is_err());
        assert!(parse("fn a() {}\n").is_err());
        assert!(parse("/// A helper.\nfn a(n: u32) {}\n").is_err());
    }

    #[test]
    fn two_checks_of_one_name_and_one_that_follows_none_do_not_fit_together() {
        let fit = |source: &str| expect_to_fit_together(&parse(source).unwrap()).is_ok();
        assert!(fit(
            "/// A.\nfn a() {}\n/// B.\n/// Follows: a\nfn b() {}\n"
        ));
        assert!(!fit("/// A.\n/// Follows: b\nfn a() {}\n"));
        assert!(!fit("/// A.\nfn a() {}\n/// B.\nfn a() {}\n"));
    }

    #[test]
    fn the_added_main_calls_every_check_and_moves_no_line() {
        let all = parse(SOURCE).unwrap();
        let all: Vec<_> = all.iter().collect();
        let whole = with_main(SOURCE, &all, &all);
        assert!(whole.starts_with(SOURCE));
        assert!(whole.contains("on_the_katas_clock(earliest_wins)"));
        assert!(whole.contains("with_the_program(refuses)"));
    }

    #[test]
    fn the_checks_of_an_orders_rs_are_plain_functions() {
        let checks = parse_orders("/// A.\n/// Points: 2\nfn a() {}\n").unwrap();
        assert_eq!((checks[0].form, checks[0].points), (Form::EveryOrder, 2));
        assert!(parse_orders(SOURCE).is_err());
    }

    #[test]
    fn a_check_that_is_not_wanted_leaves_blank_lines() {
        let all = parse(SOURCE).unwrap();
        let all: Vec<_> = all.iter().collect();
        let whole = with_main(SOURCE, &all, &[all[1]]);
        assert!(!whole.contains("earliest"), "{whole}");
        let line_of = |text: &str| text.lines().position(|line| line.starts_with("fn refuses"));
        assert_eq!(line_of(&whole), line_of(SOURCE));
        assert!(whole.contains("fn helper"));
    }
}
