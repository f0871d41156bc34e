//! The settings for editors in the top folder: all of them say the same, and lose it with one line.

use crate::support::root;
use grader::watch::keyboard::KEYS;
use serde_json::{Value, json};
use std::fs;

/// What rust-analyzer is to run.
const COMMAND: [&str; 3] = ["cargo", "kata", "editor"];

fn text(file: &str) -> String {
    fs::read_to_string(root().join(file)).expect("the file is there")
}

/// JSON with comments in lines of their own, without the lines that have one of these words.
fn settings(file: &str, without: &str) -> Value {
    let text = text(file);
    let kept = |line: &&str| {
        let is_comment = line.trim_start().starts_with("//");
        !is_comment && (without.is_empty() || !line.contains(without))
    };
    let json: String = text.lines().filter(kept).collect();
    serde_json::from_str(&json).unwrap_or_else(|error| panic!("{file}: {error}"))
}

#[test]
fn all_settings_name_the_command_and_lose_it_with_one_line() {
    let zed = "/lsp/rust-analyzer/initialization_options/check/overrideCommand";
    for (file, place) in [
        (
            ".vscode/settings.json",
            "/rust-analyzer.check.overrideCommand",
        ),
        (".zed/settings.json", zed),
    ] {
        let command = json!(COMMAND);
        assert_eq!(settings(file, "").pointer(place), Some(&command), "{file}");
        let without = settings(file, "overrideCommand");
        assert_eq!(without.pointer(place), None, "{file}");
    }
    for (file, line) in [
        (
            ".helix/languages.toml",
            r#"check.overrideCommand = ["cargo", "kata", "editor"]"#,
        ),
        (
            ".nvim.lua",
            r#"    overrideCommand = { "cargo", "kata", "editor" },"#,
        ),
        (
            ".dir-locals.el",
            r#"           :overrideCommand ["cargo" "kata" "editor"]"#,
        ),
    ] {
        assert_eq!(
            text(file).lines().filter(|l| *l == line).count(),
            1,
            "{file}"
        );
    }
}

/// `.ci/editor` tries all patterns on what `watch` says.
#[test]
fn the_task_knows_what_watch_says_first_and_last() {
    let tasks = settings(".vscode/tasks.json", "");
    let matchers = tasks["tasks"][0]["problemMatcher"].as_array();
    let matchers = matchers.expect("there are matchers");
    assert_eq!(matchers.len(), 2);
    for matcher in matchers {
        let background = &matcher["background"];
        assert_eq!(background["beginsPattern"], "^watching ");
        let first_keys = KEYS.split_inclusive(' ').take(6).collect::<String>();
        let ends = format!("^({first_keys}|No keys here)");
        assert_eq!(background["endsPattern"], *ends);
    }
}
