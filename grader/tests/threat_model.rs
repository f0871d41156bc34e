//! Every line of the threat model in `grader/README.md` names what shows it, and that exists.

mod support;

use std::fs;
use support::root;

/// The rows of the table, as cells.
fn rows() -> Vec<Vec<String>> {
    let readme = fs::read_to_string(root().join("grader/README.md")).expect("it is there");
    let (_, model) = readme
        .split_once("\n## Threat model\n")
        .expect("it is there");
    let (model, _) = model.split_once("\n## ").expect("it ends");
    let lines = model.lines().filter(|line| line.starts_with("| "));
    let cells = lines.map(|line| {
        line.trim_matches('|')
            .split('|')
            .map(|cell| cell.trim().into())
            .collect()
    });
    cells.skip(1).collect()
}

fn exists(shown_by: &str) -> bool {
    if let Some(attack) = shown_by.strip_prefix("hostile/") {
        return root()
            .join("grader/tests/hostile")
            .join(format!("{attack}.rs"))
            .is_file();
    }
    match shown_by.split_once("::") {
        Some((file, test)) => {
            let file = root().join("grader/tests").join(format!("{file}.rs"));
            fs::read_to_string(file).is_ok_and(|text| is_run(&text, test))
        }
        None => root().join(shown_by).is_file(),
    }
}

/// Whether `text` has the function `test` and nothing right above it but what makes it a test of some system.
fn is_run(text: &str, test: &str) -> bool {
    let lines: Vec<&str> = text.lines().collect();
    let Some(at) = lines.iter().position(|l| *l == format!("fn {test}() {{")) else {
        return false;
    };
    let above = lines[..at].iter().rev();
    let attributes: Vec<_> = above.take_while(|l| !l.is_empty() && **l != "}").collect();
    attributes.contains(&&"#[test]")
        && attributes
            .iter()
            .all(|l| **l == "#[test]" || l.starts_with("#[cfg(") || l.starts_with("///"))
}

fn named(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

#[test]
fn every_line_names_tests_that_exist_or_says_that_it_is_open() {
    let rows = rows();
    assert!(!rows.is_empty(), "the table is there");
    for row in &rows {
        let [attempt, what, _, shown_by] = row.as_slice() else {
            panic!("a row of four cells: {row:?}");
        };
        let tests = named(shown_by);
        assert!(
            !tests.is_empty() || what.starts_with("open"),
            "{attempt}: shown by nothing"
        );
        for test in tests {
            assert!(exists(test), "{attempt}: there is no {test}");
        }
    }
}

#[test]
fn every_attack_is_in_the_threat_model() {
    let rows = rows();
    let named: Vec<&str> = rows.iter().flat_map(|row| named(&row[3])).collect();
    for entry in fs::read_dir(root().join("grader/tests/hostile")).expect("the attacks are there") {
        let name = entry
            .expect("an attack is there")
            .file_name()
            .to_string_lossy()
            .into_owned();
        let name = format!("hostile/{}", name.trim_end_matches(".rs"));
        assert!(named.contains(&&*name), "{name} is in no line");
    }
}

#[test]
fn a_test_that_is_ignored_or_only_mentioned_shows_nothing() {
    for text in [
        "#[test]\nfn it() {\n}\n",
        "}\n\n#[cfg(unix)]\n#[test]\nfn it() {",
        "}\n/// Why.\n#[test]\nfn it() {",
    ] {
        assert!(is_run(text, "it"), "{text}");
    }
    for text in [
        "fn it() {",
        "#[test]\n#[ignore]\nfn it() {",
        "#[ignore = \"slow\"]\n#[test]\nfn it() {",
        "#[test]\n#[cfg_attr(unix, ignore)]\nfn it() {",
        "#[test]\n#[should_panic]\nfn it() {",
        "// #[test]\n// fn it() {",
        "#[test]\nfn other() {\n}\nfn it() {",
        "#[test]\nfn it_too() {",
    ] {
        assert!(!is_run(text, "it"), "{text}");
    }
}
