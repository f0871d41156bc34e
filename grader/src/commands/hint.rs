//! `hint`: one more hint each time, from a question to nearly the answer.

use super::Context;
use crate::{exit_code::Exit, hints::Seen, report::human::strong};
use anyhow::Result;

pub fn run(context: &Context, name: &str) -> Result<Exit> {
    let kata = context.catalog.get(name)?;
    let hints = &kata.settings.hints;
    let number = Seen::read(&context.workspace).next(&kata.name, hints.len())?;
    anstream::println!(
        "{}",
        strong(&format!("{name}, hint {number} of {}", hints.len()))
    );
    anstream::println!("{}", wrapped(&hints[number - 1]));
    match number == hints.len() {
        true => anstream::println!(
            "\nThat was the last one. `cargo kata diff {name}` compares with the solution."
        ),
        false => anstream::println!("\nThe same command gives the next one."),
    }
    Ok(Exit::Passed)
}

/// `text` in lines of at most 80 columns.
fn wrapped(text: &str) -> String {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last().map_or(0, |line| line.chars().count());
        if line > 0 && line + 1 + word.chars().count() > 80 {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn text_is_broken_between_words() {
        let text = wrapped(&"word ".repeat(40));
        assert!(text.lines().all(|line| line.len() <= 80));
        assert_eq!(text.split_whitespace().count(), 40);
    }
}
